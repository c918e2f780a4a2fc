import type { Limit } from '#libs/worktime';
import type { AgencyBook } from '../agency-book.js';
import { limitMistakesIn } from '../limits.js';
import { HOLES, holesOf } from './notice-text.js';
import type { RungSetting, SupervisionFile } from './supervision-rules.js';

/** What the rungs say that cannot be, each with its rung and field; empty when all is well. */
export function ladderMistakes({ ladder = [] }: SupervisionFile, agencies: AgencyBook): string[] {
  return ladder.flatMap((rung, index) => {
    const at = (field: string) => `$.ladder[${index}].${field} (${rung.rung})`;
    return [
      ...twice(ladder, index, at),
      ...limitMistakesIn({ after: rung.trigger?.after }).map((text) => text.replace('$.after', at('trigger.after'))),
      ...limitMistakesIn({ receipt: rung.receipt }).map((text) => text.replace('$.receipt', at('receipt'))),
      ...notLater(ladder.slice(0, index), rung).map((text) => `${at('trigger.after')}: ${text}`),
      ...addresseeMistakes(rung, agencies).map((text) => `${at('addressee')}: ${text}`),
      ...(rung.purpose && rung.addressee !== 'agency'
        ? [`${at('purpose')}: stands only with the addressee agency; others find it in their inbox`]
        : []),
      ...templateMistakes(rung).map((text) => `${at('template')}: ${text}`),
    ];
  });
}

function twice(ladder: readonly RungSetting[], index: number, at: (field: string) => string): string[] {
  const { rung, name } = ladder[index]!;
  const before = ladder.slice(0, index);
  return [
    ...(before.some((one) => one.rung === rung) ? [`${at('rung')}: a rung below has that code`] : []),
    ...(before.some((one) => one.name === name) ? [`${at('name')}: a rung below is called ${name}`] : []),
  ];
}

/** A rung that comes no later than one below it would be climbed past at once. Compared where the units can be. */
function notLater(below: readonly RungSetting[], { trigger }: RungSetting): string[] {
  if (!trigger) return [];
  const sooner = (one: Limit, other: Limit) => one.unit === other.unit && one.amount <= other.amount;
  return below
    .filter((one) => one.trigger?.deadlines.some((kind) => trigger.deadlines.includes(kind)))
    .filter((one) => sooner(trigger.after, one.trigger!.after))
    .map((one) => `must be more than the ${one.trigger!.after.amount} ${one.trigger!.after.unit} of ${one.rung}`);
}

function addresseeMistakes({ addressee }: RungSetting, agencies: AgencyBook): string[] {
  if (!addressee.startsWith('role:')) return [];
  const code = addressee.slice('role:'.length);
  return agencies.roleName(code) === undefined ? [`no role of agencies.yml has the code ${code}`] : [];
}

function templateMistakes({ template, receipt }: RungSetting): string[] {
  const unknown = holesOf(template).filter((hole) => !(HOLES as readonly string[]).includes(hole));
  return [
    ...unknown.map((hole) => `{${hole}} is no hole; the holes are ${HOLES.map((one) => `{${one}}`).join(' ')}`),
    ...(!receipt && holesOf(template).includes('receiptBy')
      ? ['{receiptBy} stands there, but the rung asks for no receipt']
      : []),
  ];
}
