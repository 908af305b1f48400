// npm run mutants [-- name …] [--write]: takes named mechanisms out of a copy of the working tree, one at a time, and
// sees whether their tests notice (docs/reliability.md).
import { bundled, root } from './bundled.mjs';

const { main } = await bundled('mutants');
process.exitCode = await main(process.argv.slice(2), root);
