import storage from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';
import { quickTest, type QuickTest } from './quick-test.js';

/** class-transformer's number for what plainToInstance does. */
const TO_INSTANCE = 0;

type Class<T extends object = object> = new () => T;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** The rules of one field. */
export interface FieldRules {
  readonly optional: boolean;
  readonly tests: readonly QuickTest[];
  /** The class of the object, or of the objects in the list, that stands there. */
  readonly nested: (() => Class) | undefined;
}

/**
 * The rules that decorators have put on a class, by field; undefined when there is one among them that we do not know: a
 * condition, a group, a rule that waits, anything of class-transformer but `@Type` of one class.
 */
export function compileRules(type: Class): ReadonlyMap<string, FieldRules> | undefined {
  if (transforms(type)) return undefined;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const byField = Map.groupBy(metadata, ({ propertyName }) => propertyName);
  const compiled = new Map<string, FieldRules>();
  for (const [field, ofField] of byField) {
    const rules = compileField(type, field, ofField);
    if (!rules) return undefined;
    compiled.set(field, rules);
  }
  return compiled.size > 0 ? compiled : undefined;
}

function compileField(type: Class, field: string, metadata: readonly Metadata[]): FieldRules | undefined {
  let optional = false;
  let isNested = false;
  const tests: QuickTest[] = [];
  for (const one of metadata) {
    if ((one.groups ?? []).length > 0 || one.validateIf) return undefined;
    if (one.type === ValidationTypes.CUSTOM_VALIDATION) {
      const test = testOf(one);
      if (!test) return undefined;
      tests.push(test);
    } else if (one.type === ValidationTypes.NESTED_VALIDATION) isNested = true;
    else if (one.type === ValidationTypes.CONDITIONAL_VALIDATION && one.name === 'isOptional') optional = true;
    else if (one.type !== ValidationTypes.WHITELIST) return undefined;
  }
  const { defaultMetadataStorage: transformer } = storage;
  const made = transformer.findTypeMetadata(type, field);
  if ((made !== undefined) !== isNested || made?.options?.discriminator) return undefined;
  if (transformer.findTransformMetadatas(type, field, TO_INSTANCE).length > 0) return undefined;
  const nested = made && ((): Class => made.typeFunction() as Class);
  return { optional, tests, nested };
}

/** Quick where it can be; else the rule's own word. */
function testOf(rule: Metadata): QuickTest | undefined {
  const constraints = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  if (constraints.some(({ async }) => async)) return undefined;
  const ask: QuickTest = (value) => {
    const asked = { property: rule.propertyName, value, constraints: rule.constraints } as ValidationArguments;
    return constraints.every(({ instance }) => instance.validate(value, asked) === true);
  };
  const quick = quickTest(rule);
  const test: QuickTest = quick ? (value) => quick(value) || ask(value) : ask;
  return rule.each ? (value) => (Array.isArray(value) ? value.every(test) : test(value)) : test;
}

/** Whether making an instance is more than copying what stands there. */
function transforms(type: Class): boolean {
  const { defaultMetadataStorage: transformer } = storage;
  if (transformer.getStrategy(type) !== 'none') return true;
  if (transformer.getExposedMetadatas(type).length > 0 || transformer.getExcludedMetadatas(type).length > 0)
    return true;
  for (let prototype = type.prototype as object; prototype !== Object.prototype; prototype = parentOf(prototype))
    if (Object.getOwnPropertyNames(prototype).length > 1) return true;
  return false;
}

function parentOf(prototype: object): object {
  return Object.getPrototypeOf(prototype) as object;
}
