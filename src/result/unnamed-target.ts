/** What stands for a target that only the script knows, in records and reports. */
export const UNNAMED_TARGET = 'where the script says';
