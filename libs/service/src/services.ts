/** The processes that together are the whole line, with the ports they listen on unless HUYING_HTTP_PORT says otherwise. */
export const services = [
  { name: 'console', port: 7300 },
  { name: 'intake', port: 7301 },
  { name: 'ticketing', port: 7302 },
  { name: 'delivery', port: 7303 },
] as const;

export type ServiceName = (typeof services)[number]['name'];
