const DIGITS = 9;

/** The id of event number `number`. */
export function eventIdOf(number: number): string {
  return `E-${String(number).padStart(DIGITS, '0')}`;
}

/** An event in our plain shape with everything that a grid system knows, about 700 bytes as JSON. The person is invented. */
export function intakeEvent(number: number): object {
  return {
    eventId: eventIdOf(number),
    title: '流动摊贩占道经营影响通行',
    description: '巡查时发现主干道路口有多处流动摊贩占用人行道,早晚高峰时段通行困难,请到场核实处置并反馈结果。',
    occurredAt: '2026-11-25T08:00:00+08:00',
    reportedAt: '2026-11-25T08:10:00.000+08:00',
    category: '城乡建设',
    item: 'SX-0101',
    grade: 'ordinary',
    place: {
      township: '371402101',
      grid: `371402101${String(number % 20).padStart(3, '0')}`,
      address: '示例镇北街社区主街路口',
      longitude: 116.0 + (number % 1_000) / 100_000,
      latitude: 36.9 + (number % 777) / 100_000,
      crs: 'GCJ02',
    },
    reporter: { name: '网格员甲', phone: `139000000${String(number % 100).padStart(2, '0')}` },
  };
}
