import { profile } from 'loadkit/k6';
import main from './journeys/main.ts';

export const options = profile('smoke');

export default main;
