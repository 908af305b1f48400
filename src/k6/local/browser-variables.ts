/** Where k6/browser finds its browser and how long it waits for it: k6 reads that from its environment alone. */
const TAKEN: readonly string[] = ['K6_BROWSER_EXECUTABLE_PATH', 'K6_BROWSER_HEADLESS', 'K6_BROWSER_TIMEOUT'];
const ARGUMENTS = 'K6_BROWSER_ARGS';

/** Arguments of a browser by which it starts where it otherwise would not: as root, in a container, without a screen. */
const HARMLESS =
  /^(no-sandbox|disable-setuid-sandbox|disable-dev-shm-usage|disable-gpu|no-zygote|hide-scrollbars|(lang|window-size|force-device-scale-factor)=.*)$/;

/** What of the caller's variables is for k6/browser, and may reach it: nothing by which a browser goes past the allow-list. */
export function browserVariables(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = TAKEN.flatMap((name) => (own[name] ? [[name, own[name]] as const] : []));
  const some = argumentsIn(own).filter((argument) => HARMLESS.test(argument));
  return { ...Object.fromEntries(given), ...(some.length > 0 ? { [ARGUMENTS]: some.join(',') } : {}) };
}

export function isForBrowsers(name: string): boolean {
  return name === ARGUMENTS || TAKEN.includes(name);
}

/** The names of the browser's arguments that are not taken. */
export function droppedArguments(own: Readonly<Record<string, string | undefined>>): string[] {
  const dropped = argumentsIn(own).filter((argument) => !HARMLESS.test(argument));
  return dropped.map((argument) => argument.replace(/=.*$/s, ''));
}

/** As k6 takes them: with commas between them, with or without the dashes. */
function argumentsIn(own: Readonly<Record<string, string | undefined>>): string[] {
  const all = (own[ARGUMENTS] ?? '').split(',').map((argument) => argument.trim().replace(/^--/, ''));
  return all.filter((argument) => argument !== '');
}
