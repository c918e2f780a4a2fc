import type { DeliveryPurpose } from '#libs/contracts';
import type { PlatformSettings } from '#libs/platforms';

const PURPOSE_WORDS: Readonly<Record<DeliveryPurpose, string>> = {
  dispatch: '派发',
  call: '呼叫',
  report: '报送',
  reminder: '催办',
  withdrawal: '撤回',
  letter: '函告',
  answer: '答复',
  supervision: '督办',
};

/** The dialect cannot say it: a hole that the desk must see, with what is missing. */
export function noWordFor({ name, dialect }: PlatformSettings, purpose: DeliveryPurpose): string {
  return `平台「${name}」的方言 ${dialect} 不能表达「${PURPOSE_WORDS[purpose]}」,未发送`;
}

/** Nothing can be sent to it at all. */
export function noWayTo(platform: { readonly code: string; readonly name?: string }, purpose: DeliveryPurpose): string {
  return `平台「${platform.name ?? platform.code}」没有配置发送通道,不能「${PURPOSE_WORDS[purpose]}」,未发送`;
}

/** The translation broke down. The cause's own words are left out: they may quote what it was given. */
export function notWritable({ name, dialect }: PlatformSettings, cause: Error): string {
  return `未能用方言 ${dialect} 写出给平台「${name}」的内容,未发送(${cause.name})`;
}
