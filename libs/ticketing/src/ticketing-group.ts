/** The consumer group of everything that ticketing hears. */
export const TICKETING_GROUP = 'ticketing';
