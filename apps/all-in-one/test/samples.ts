/** What no station may settle: the district's. */
export const FOR_A_BUREAU = { caseName: '拖欠工资', caseDesc: '工地拖欠工人工资三个月。', caseType: '劳动和社会保障' };
export const FOR_NOBODY = { caseName: '想问一下', caseDesc: '有件事想问一下。', caseType: '其他' };

/** The grid system's words for an event. */
export function gridEvent(reportNo: string, of: Record<string, unknown> = {}): { list: object[] } {
  const event = {
    reportNo,
    caseName: '集市口占道经营',
    caseDesc: '流动摊贩占道经营,影响通行。',
    caseType: '城乡建设',
    level: '3',
    happenTime: '2026-11-25 09:30:00',
    townCode: '371402101',
    address: '示例镇集市口',
    reporterName: '网格员甲',
    reporterPhone: '13900000001',
  };
  return { list: [{ ...event, ...of }] };
}

/** The words of 乡呼县应 for a problem that it passes down to a township. */
export function callDown(caseNo: string): object {
  return {
    msgId: 'down-1',
    msgType: 'CALL',
    caseNo,
    seq: 1,
    occurTime: '2026-11-25 09:30:00',
    reportTime: '2026-11-25 09:41:07',
    itemCode: 'SX-0101',
    itemName: '占道经营、流动摊贩',
    grade: 3,
    callKind: 1,
    townCode: '371402101',
    townName: '示例镇',
    address: '示例镇集市口',
    title: '集市口占道经营',
    content: '群众反映集市口占道经营。',
    source: 'COMMUNITY',
  };
}
