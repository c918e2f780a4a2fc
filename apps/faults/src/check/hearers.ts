/** Which groups hear which message type: the table of the design, held against what the product does. */
export const HEARERS: Readonly<Record<string, readonly string[]>> = {
  'event-received': ['ticketing'],
  'callback-received': ['ticketing', 'delivery'],
  'inbound-quarantined': ['ticketing'],
  'delivery-requested': ['delivery'],
  'delivery-settled': ['ticketing'],
  'ticket-changed': [],
};
