import type { Answer, ItemResult } from '../../dialect.js';

/** A repeat of the message id with other content. */
const CONFLICT = 40901;
const REFUSED = 40000;

/** The platform's own envelope: one for one message, a list for many. Code 0 means that we have it durably. */
export function answerMessages(results: readonly ItemResult[]): Answer {
  const envelopes = results.map(envelope);
  return {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(envelopes.length === 1 ? envelopes[0] : envelopes),
  };
}

function envelope(result: ItemResult): object {
  const data = { msgId: result.messageId, caseNo: result.ticketId, peerCaseNo: result.theirId, dup: false };
  switch (result.outcome) {
    case 'accepted':
      return { code: 0, msg: 'ok', data };
    case 'quarantined':
      // It lies safe with us and people look at it; sending it again would change nothing.
      return { code: 0, msg: '已收存,待人工处理', data };
    case 'refused':
      return { code: result.code === 'conflict' ? CONFLICT : REFUSED, msg: result.detail ?? '未接收', data };
  }
}
