/** A TypeORM entity class. Every entity that a Workspace updates has one primary column `id` (text) and an int `version`. */
export type EntityClass<T extends object = object> = new () => T;
