/** The kind of the event by which a record says that the allow-list blocked an address which the script asked for. */
export const BLOCKED = 'blocked';
