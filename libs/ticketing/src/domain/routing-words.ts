import type { AgencyBook } from './agency-book.js';
import type { NearMiss, RoutingExplanation } from './explain-routing.js';
import { MATCH_STEPS, type ItemMatch, type MatchStep, type Restriction } from './item-match.js';
import type { ResponsibilityItem } from './responsibilities.js';

/** Others that are told of, at most. */
const MOST_OTHERS = 8;

const STEPS: Record<MatchStep, string> = {
  item: '事件写明了事项编码',
  'category-and-keywords': '类别相符并有关键词',
  category: '只有类别相符',
  keywords: '只有关键词相符',
};
const FIELDS: Record<Restriction['field'], string> = {
  townships: '镇街',
  grids: '网格',
  sources: '来源',
  grades: '等级',
};

/** The decision in sentences for a clerk: what decided, why the others lost, and why it fell to the desk if it did. */
export function routingWords(explanation: RoutingExplanation, list: string, agencies: AgencyBook): string[] {
  const { decision, matches, facts } = explanation;
  const agencyOf = (rule: ResponsibilityItem) => agencyWords(rule, agencies, facts.township);
  const head = `受理当时（${explanation.day}）生效的是责任清单“${list}”。`;
  if (decision.kind === 'none')
    return [head, '清单中没有事项与本事件相符，转到办公室由人工确定承办单位。', ...nearMissWords(explanation)];
  const best = matches[0]!;
  if (decision.kind === 'ambiguous') {
    const equals = matches.filter(({ rule }) => decision.items.includes(rule.item));
    const named = equals.map(({ rule }) => `${nameOf(rule)}由${agencyOf(rule)}承办`).join('；');
    const why = `有 ${equals.length} 个事项同样相符而承办单位不同：${named}。机器不作取舍，转到办公室由人工确定。`;
    return [head, why, evidenceOf(best, explanation), ...loserWords(matches, best, decision.items)];
  }
  const chosen = matches.find(
    ({ rule }) => rule.item === (decision.kind === 'routed' ? decision.rule.item : decision.item),
  )!;
  const losers = loserWords(matches, chosen, [chosen.rule.item]);
  if (decision.kind === 'no-township')
    return [
      head,
      `最相符的是${nameOf(chosen.rule)}。`,
      evidenceOf(chosen, explanation),
      placeMissing(chosen.rule, explanation, agencies),
      ...losers,
    ];
  const [lead, ...joint] = decision.agencies.map(({ name }) => name);
  const others = decision.helping.map(({ name }) => name);
  return [
    head,
    `按${nameOf(chosen.rule)}办理，承办单位是${lead}${joint.length > 0 ? `，联合执法成员单位是${joint.join('、')}` : ''}${others.length > 0 ? `，协助单位是${others.join('、')}` : ''}。`,
    evidenceOf(chosen, explanation),
    ...townshipWords(explanation, agencies),
    ...(chosen.rule.legalBasis === undefined ? [] : [`依据：${chosen.rule.legalBasis}。`]),
    ...losers,
    ...(losers.length === 0 ? ['没有其他事项相符。'] : []),
  ];
}

function evidenceOf(match: ItemMatch, { facts }: RoutingExplanation): string {
  const { rule, step, keywordsInTitle, keywordsInDescription } = match;
  const found = [
    ...(keywordsInTitle.length > 0 ? [`标题中有关键词${quoted(keywordsInTitle)}`] : []),
    ...(keywordsInDescription.length > 0 ? [`描述中有关键词${quoted(keywordsInDescription)}`] : []),
  ].join('，');
  const held = restrictionWords(match);
  switch (step) {
    case 'item':
      return `理由：事件写明了事项编码 ${rule.item}${held}。`;
    case 'category-and-keywords':
      return `理由：事件类别“${facts.category}”属于该事项，${found}${held}。`;
    case 'category':
      return `理由：事件类别“${facts.category}”属于该事项，该事项收这一类中没有关键词可认的其余事件${held}。`;
    case 'keywords':
      return `理由：${facts.category === undefined ? '事件没有类别' : `事件类别“${facts.category}”不属于该事项`}，${found}${held}。`;
  }
}

function restrictionWords({ rule, restrictions }: ItemMatch): string {
  if (restrictions === 0) return '';
  const named = (Object.keys(FIELDS) as Restriction['field'][]).filter((field) => rule[field] !== undefined);
  return `，并符合该事项限定的${named.map((field) => FIELDS[field]).join('、')}`;
}

function townshipWords({ decision, facts }: RoutingExplanation, agencies: AgencyBook): string[] {
  if (decision.kind !== 'routed' || !decision.record.facts.townshipByDefault) return [];
  const name = agencies.townshipName(facts.township ?? '') ?? facts.township;
  return [`事件没有写明属地，按来源“${facts.source}”的默认镇街（${name}）办理。`];
}

function placeMissing(rule: ResponsibilityItem, { facts }: RoutingExplanation, agencies: AgencyBook): string {
  const missing = [rule.station ?? rule.bureau ?? '', ...(rule.joint ? (rule.helping ?? []) : [])].filter(
    (name) => agencies.find(name) === undefined && !agencies.hasStationKind(name),
  );
  if (missing.length > 0) return `单位表中已没有${quoted(missing)}，转到办公室由人工确定承办单位。`;
  if (facts.township === undefined) return '该事项由镇街的站所承办，而事件没有写明属地，转到办公室由人工确定承办单位。';
  return `该事项由镇街的站所承办，而单位表中没有属地 ${facts.township}，转到办公室由人工确定承办单位。`;
}

function loserWords(matches: readonly ItemMatch[], winner: ItemMatch, spared: readonly string[]): string[] {
  const losers = matches.filter(({ rule }) => !spared.includes(rule.item));
  const words = losers
    .slice(0, MOST_OTHERS)
    .map((loser) => `${nameOf(loser.rule)}也相符，未选：${lossOf(loser, winner)}。`);
  return losers.length > MOST_OTHERS ? [...words, `另有 ${losers.length - MOST_OTHERS} 个相符的事项排在其后。`] : words;
}

function lossOf(loser: ItemMatch, winner: ItemMatch): string {
  const [mine, best] = [MATCH_STEPS.indexOf(loser.step), MATCH_STEPS.indexOf(winner.step)];
  if (mine !== best) return `${STEPS[loser.step]}，而选中的事项${STEPS[winner.step]}`;
  if (loser.priority !== winner.priority) return `优先级 ${loser.priority} 低于 ${winner.priority}`;
  if (loser.restrictions !== winner.restrictions)
    return `限定条件 ${loser.restrictions} 项，少于选中事项的 ${winner.restrictions} 项，不如其具体`;
  if (loser.weight !== winner.weight)
    return `关键词分量 ${loser.weight} 小于 ${winner.weight}（按字数计，标题中的算三倍）`;
  return '两者同等且承办单位相同，取编码在前的';
}

function nearMissWords({ nearMisses, day }: RoutingExplanation): string[] {
  const words = nearMisses
    .slice(0, MOST_OTHERS)
    .map((miss) => `${nameOf(miss.rule)}接近但不符：${missOf(miss, day)}。`);
  const more = nearMisses.length - MOST_OTHERS;
  return more > 0 ? [...words, `另有 ${more} 个接近的事项从略。`] : words;
}

function missOf({ rule, keywords, because }: NearMiss, day: string): string {
  switch (because.kind) {
    case 'not-valid':
      return day < rule.validFrom ? `该事项 ${rule.validFrom} 起才有效` : `该事项 ${rule.validTo} 后已失效`;
    case 'restrictions':
      return because.broken
        .map(
          ({ field, allowed, value }) =>
            `只限${FIELDS[field]}${quoted(allowed)}，事件${value === undefined ? '没有写明' : `是“${value}”`}`,
        )
        .join('；');
    case 'no-keyword':
      return '类别相符，但标题和描述中没有它的关键词';
    case 'said-in-passing':
      return `类别不符，描述中只提到一个关键词${quoted(keywords)}，不足为据`;
  }
}

function agencyWords(rule: ResponsibilityItem, agencies: AgencyBook, township: string | undefined): string {
  const name = rule.station ?? rule.bureau ?? '';
  return (agencies.find(name) ?? agencies.find(`${township}-${name}`))?.name ?? name;
}

function nameOf({ item, name }: ResponsibilityItem): string {
  return `${item}“${name}”`;
}

function quoted(words: readonly string[]): string {
  const some = words.slice(0, 5).map((word) => `“${word}”`);
  return words.length > 5 ? `${some.join('、')}等` : some.join('、');
}
