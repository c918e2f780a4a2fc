/** What a person may do. `desk`: acts on tickets of the desk; `register`: takes in events by hand; `read`: looks; `operate`: the bus; `rules`: the responsibility list. */
export const PERMISSIONS = ['read', 'register', 'desk', 'operate', 'rules'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who is asking: a configured platform, which sees only its own, or a person with an account. */
export type Principal =
  | { readonly kind: 'platform'; readonly platform: string }
  | {
      readonly kind: 'person';
      readonly account: string;
      readonly name: string;
      readonly permissions: readonly Permission[];
      /** Codes of its roles. */
      readonly roles: readonly string[];
      /** Township code of an account that belongs to one. */
      readonly township?: string;
    };
