// npm run bench [-- cpu|start|gate|stability|record|day] [options]: measures the built command against the bars of
// docs/performance.md. Its parts are TypeScript, because they write records with loadkit's own code.
import { bundled, root } from './bundled.mjs';

const { main } = await bundled('bench');
process.exitCode = await main(process.argv.slice(2), root);
