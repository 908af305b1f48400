import { profile } from 'loadkit/k6';
import main from './journeys/main.ts';
export const options = profile('endurance');
export default main;
