export const paths = ['/', '/status/204'];
