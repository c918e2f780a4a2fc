import type { Person } from '../readings.js';
import { textField } from './fields.js';

/** The reporter as the platform gave them. Remarks hold none of it. */
export function reporter(
  given: { name?: unknown; phone?: unknown; idNumber?: unknown },
  remarks: string[],
): Person | undefined {
  const name = textField('reporterName', given.name, 100);
  const idNumber = textField('reporterIdNumber', given.idNumber, 64);
  const phone = wholePhone(textField('reporterPhone', given.phone, 64), remarks);
  if (name === undefined && phone === undefined && idNumber === undefined) return undefined;
  return { ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(idNumber ? { idNumber } : {}) };
}

/** "保密", "匿名" or `139****0000` would join strangers by one equal phone. */
function wholePhone(phone: string | undefined, remarks: string[]): string | undefined {
  if (phone === undefined) return undefined;
  if (!/[*xX]/.test(phone) && /\d(?:\D*\d){4}/.test(phone)) return phone;
  remarks.push('来电号码不完整或以文字代替,未采用');
  return undefined;
}
