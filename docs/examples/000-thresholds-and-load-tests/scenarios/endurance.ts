import { profile } from 'loadkit/k6';
import main from './journeys/main.ts';
// Constant users, as in the baseline, for as long as loadkit.config.yaml and the tier say.
export const options = profile('baseline');
export default main;
