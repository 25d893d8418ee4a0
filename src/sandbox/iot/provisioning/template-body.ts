import { InvalidTemplate, invalidRequest } from '../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const RESOURCE_TYPES = ['AWS::IoT::Thing', 'AWS::IoT::Certificate', 'AWS::IoT::Policy'] as const;

export interface TemplateResource {
  readonly type: (typeof RESOURCE_TYPES)[number];
  readonly properties: JsonObject;
  readonly overrides: Readonly<Record<string, string>>;
}

/** A provisioning template whose structure was checked; values may still be intrinsic functions. */
export interface TemplateBody {
  /** Default values by name; undefined: the parameter must be given. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly mappings: JsonObject;
  /** By logical name. */
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly deviceConfiguration: JsonObject;
}

const SECTIONS = ['Parameters', 'Mappings', 'Resources', 'DeviceConfiguration', 'Version', 'Description'];
const PROPERTIES: Readonly<Record<TemplateResource['type'], readonly string[]>> = {
  'AWS::IoT::Thing': [
    'ThingName',
    'AttributePayload',
    'ThingTypeName',
    'ThingGroups',
    'BillingGroup',
    'PackageVersions',
  ],
  'AWS::IoT::Certificate': [
    'CertificateId',
    'CertificateSigningRequest',
    'CertificatePem',
    'CACertificatePem',
    'Status',
    'ThingPrincipalType',
  ],
  'AWS::IoT::Policy': ['PolicyName', 'PolicyDocument'],
};

/** By property; MERGE only where two lists can be one. */
const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  AttributePayload: ['DO_NOTHING', 'REPLACE', 'FAIL', 'MERGE'],
  ThingGroups: ['DO_NOTHING', 'REPLACE', 'FAIL', 'MERGE'],
  ThingTypeName: ['DO_NOTHING', 'REPLACE', 'FAIL'],
  BillingGroup: ['DO_NOTHING', 'REPLACE', 'FAIL'],
  PackageVersions: ['DO_NOTHING', 'REPLACE', 'FAIL'],
  Status: ['DO_NOTHING', 'REPLACE', 'FAIL'],
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Throws InvalidRequestException for what is no provisioning template.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html
 */
export function readTemplateBody(text: string): TemplateBody {
  const body = parsed(text);
  for (const name of Object.keys(body)) {
    if (!SECTIONS.includes(name)) throw invalidTemplate(`${name} is not a section of a template`);
  }
  const resources = Object.entries(section(body, 'Resources'));
  const read = resources.map(([name, value]) => [name, readResource(name, value)] as const);
  const count = (type: TemplateResource['type']): number => read.filter(([, one]) => one.type === type).length;
  if (count('AWS::IoT::Certificate') > 1) throw invalidTemplate('Only one certificate resource can be defined');
  if (count('AWS::IoT::Thing') > 1) throw invalidTemplate('there is more than one AWS::IoT::Thing');
  const deviceConfiguration = section(body, 'DeviceConfiguration');
  for (const [name, value] of Object.entries(deviceConfiguration)) {
    if (Array.isArray(value) || (isObject(value) && !isIntrinsic(value)))
      throw invalidTemplate(`DeviceConfiguration must be flat: ${name} is not a text`);
  }
  return {
    parameters: Object.fromEntries(Object.entries(section(body, 'Parameters')).map(readParameter)),
    mappings: section(body, 'Mappings'),
    resources: Object.fromEntries(read),
    deviceConfiguration,
  };
}

/**
 * What holds for templates that devices provision themselves by: they have their certificate before, and what becomes of
 * it is said outright. The texts are those that ministack found.
 */
export function checkFleetTemplate({ resources }: TemplateBody): void {
  const certificate = Object.values(resources).find(({ type }) => type === 'AWS::IoT::Certificate');
  if (certificate === undefined) throw invalidTemplate('Template must have certificate resource.');
  const { CertificateId, Status } = certificate.properties;
  const isRef = isObject(CertificateId) && Object.keys(CertificateId).length === 1;
  if (!isRef || CertificateId['Ref'] !== 'AWS::IoT::Certificate::Id')
    throw invalidTemplate('CertificateId must contain a reference to AWS::IoT::Certificate::Id');
  if (typeof Status !== 'string' || !/^(in)?active$/i.test(Status))
    throw invalidTemplate('A certificate resource must specify a Status of either "Active" or "Inactive"');
}

export const isIntrinsic = (value: JsonObject): boolean => {
  const names = Object.keys(value);
  return names.length === 1 && (names[0] === 'Ref' || names[0]!.startsWith('Fn::'));
};

export const invalidTemplate = (why: string): Error => new InvalidTemplate(why);

function parsed(text: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (!isObject(body)) throw invalidRequest('The template body is invalid');
  return body;
}

function section(body: JsonObject, name: string): JsonObject {
  const value = body[name] ?? {};
  if (!isObject(value)) throw invalidTemplate(`${name} must be an object`);
  return value;
}

function readParameter([name, value]: readonly [string, unknown]): readonly [string, string | undefined] {
  if (!isObject(value) || value['Type'] !== 'String')
    throw invalidTemplate(`the parameter ${name} must be of Type String`);
  const preset = value['Default'];
  if (preset !== undefined && typeof preset !== 'string')
    throw invalidTemplate(`the Default of ${name} must be a text`);
  return [name, preset];
}

function readResource(name: string, value: unknown): TemplateResource {
  if (!isObject(value)) throw invalidTemplate(`the resource ${name} must be an object`);
  const type = RESOURCE_TYPES.find((known) => known === value['Type']);
  if (type === undefined) throw invalidTemplate(`the resource ${name} has the unknown Type ${String(value['Type'])}`);
  if (value['Properties'] === undefined || value['Properties'] === null)
    throw invalidTemplate('Properties of a resource cannot be null.');
  const properties = section(value, 'Properties');
  for (const property of Object.keys(properties)) {
    if (!PROPERTIES[type].includes(property)) throw invalidTemplate(`${type} has no property ${property}`);
  }
  checkChoice(type, properties);
  return { type, properties, overrides: readOverrides(type, section(value, 'OverrideSettings')) };
}

/** Of properties that stand for each other there must be one. */
function checkChoice(type: TemplateResource['type'], properties: JsonObject): void {
  const given = (...names: string[]): number => names.filter((name) => properties[name] !== undefined).length;
  if (type === 'AWS::IoT::Policy' && given('PolicyName', 'PolicyDocument') !== 1) {
    throw invalidTemplate('a policy must have a PolicyName or a PolicyDocument, not both');
  }
  if (type !== 'AWS::IoT::Certificate') return;
  if (given('CertificateId', 'CertificateSigningRequest', 'CertificatePem') !== 1) {
    throw invalidTemplate('a certificate must have a CertificateId, a CertificateSigningRequest, or a CertificatePem');
  }
  if (given('CertificatePem') < given('CACertificatePem')) {
    throw invalidTemplate('CACertificatePem goes with CertificatePem');
  }
}

function readOverrides(type: string, settings: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(settings).map(([name, value]): [string, string] => {
    const isOwn =
      type === 'AWS::IoT::Certificate' ? name === 'Status' : type === 'AWS::IoT::Thing' && name !== 'Status';
    const allowed = isOwn && Object.hasOwn(OVERRIDES, name) ? OVERRIDES[name]! : [];
    if (typeof value !== 'string' || !allowed.includes(value)) {
      throw invalidTemplate(`OverrideSettings of ${type} cannot have ${name}: ${String(value)}`);
    }
    return [name, value];
  });
  return Object.fromEntries(entries);
}
