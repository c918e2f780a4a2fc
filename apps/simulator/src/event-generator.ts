import type { Dice } from './dice.js';
import type { OutsideEvent } from './outside-event.js';
import { SCENES, type Scene } from './scenes.js';

const TOWNSHIPS = [
  { code: '371402101', name: '示例镇', villages: ['河东村', '柳园村', '北街社区', '站前社区'] },
  { code: '371402102', name: '样板镇', villages: ['桥头村', '新庄村', '东关社区', '学府社区'] },
] as const;
const SPOTS = ['文化广场', '农贸市场南门', '卫生室东侧', '小学东墙外', '村委会西侧', '主街路口', '3号楼前'] as const;
const CALLERS = ['群众甲', '群众乙', '群众丙', '群众丁', '网格员甲', '网格员乙'] as const;

/** Of a hundred events, so many are bound for a station and for a bureau; the rest matches no rule. */
const FOR_STATIONS = 0.55;
const FOR_BUREAUS = 0.37;
const WITH_PICTURE = 0.3;
const LONGEST_AGO_MS = 3 * 3_600_000;

/**
 * Event number `number` of a seed: the same numbers always give the same events but for the hour they are told at.
 * @param item of the sample responsibility list, where all are to be of one
 */
export function generateEvent(dice: Dice, number: number, now: Date, item?: string): OutsideEvent {
  const { bound, scene } = item === undefined ? anyScene(dice, number) : sceneOf(item);
  const township = dice.pick(TOWNSHIPS, 'township', number);
  const spot = `${dice.pick(township.villages, 'village', number)}${dice.pick(SPOTS, 'spot', number)}`;
  return {
    number,
    bound,
    title: `${spot}${scene.title}`,
    description: dice.pick(scene.descriptions, 'description', number),
    category: scene.category,
    ...(scene.item ? { item: scene.item } : {}),
    itemName: scene.title,
    grade: scene.grade,
    township: township.code,
    townshipName: township.name,
    address: `${township.name}${spot}约${dice.between(2, 40, 'metres', number) * 5}米`,
    longitude: 116 + dice.between(0, 9_999, 'longitude', number) / 100_000,
    latitude: 36.9 + dice.between(0, 9_999, 'latitude', number) / 100_000,
    reporter: {
      name: dice.pick(CALLERS, 'caller', number),
      phone: `139000000${String(dice.between(0, 99, 'phone', number)).padStart(2, '0')}`,
    },
    occurredAt: new Date(now.getTime() - dice.between(60_000, LONGEST_AGO_MS, 'ago', number)),
    pictures: dice.chance(WITH_PICTURE, 'picture', number)
      ? [{ name: '现场1.jpg', url: `https://files.example.invalid/${dice.seed}/${number}.jpg` }]
      : [],
  };
}

type Bound = OutsideEvent['bound'];

function anyScene(dice: Dice, number: number): { bound: Bound; scene: Scene } {
  const which = dice.roll('bound', number);
  const bound = which < FOR_STATIONS ? 'station' : which < FOR_STATIONS + FOR_BUREAUS ? 'bureau' : 'desk';
  return { bound, scene: dice.pick(SCENES[bound], 'scene', number) };
}

function sceneOf(item: string): { bound: Bound; scene: Scene } {
  for (const bound of ['station', 'bureau', 'desk'] as const) {
    const scene = SCENES[bound].find((one) => one.item === item);
    if (scene) return { bound, scene };
  }
  throw new Error(`nothing on the street is of the item ${item}`);
}
