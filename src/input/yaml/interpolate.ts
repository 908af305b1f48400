/** Variables by name, as `process.env` holds them; passed as a value. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables filled in. */
export interface Interpolated {
  readonly text: string;
  /** The variables that were filled in from the environment, with their values. */
  readonly used: readonly { readonly name: string; readonly value: string }[];
  /** What was wrong; the text is not to be used then. */
  readonly faults: readonly { readonly what: string; readonly next: string }[];
}

const VARIABLE = /\$\$\{|\$\{(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<fallback>:-[^}]*)?\}|(?<broken>[^}]{0,40}\}?))/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}` (the default also stands in for an empty value, as in a shell); `$${` is a
 * literal `${`. What was filled in is not read again.
 */
export function interpolate(text: string, environment: Environment): Interpolated {
  const used: { name: string; value: string }[] = [];
  const faults: { what: string; next: string }[] = [];
  const filled = text.replace(VARIABLE, (whole, ...rest) => {
    if (whole === '$${') return '${';
    const { name, fallback, broken } = rest.at(-1) as Record<string, string | undefined>;
    if (name === undefined) {
      faults.push({
        what: `\${${broken ?? ''} is no variable`,
        next: `write \${NAME} or \${NAME:-default}; $\${ is a literal \${`,
      });
      return whole;
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value !== undefined && (value !== '' || fallback === undefined)) {
      used.push({ name, value });
      return value;
    }
    if (fallback !== undefined) return fallback.slice(2);
    faults.push({
      what: `the environment variable ${name} is not set`,
      next: `set ${name}, or write \${${name}:-default}`,
    });
    return whole;
  });
  return { text: filled, used, faults };
}
