// Relative to this file, not to the script that imports it.
export const cities = open('./cities.txt').trim().split('\n');
