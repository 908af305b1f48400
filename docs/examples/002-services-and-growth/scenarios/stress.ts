import { profile } from 'loadkit/k6';
import main from './journeys/main.ts';

export const options = profile('stress');

export default main;
