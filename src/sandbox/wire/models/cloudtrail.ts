import type { ServiceModel } from './service-model.ts';

/** Written by scripts/sandbox-models.mjs from botocore 1.44.5, CloudTrail 2013-11-01 (Apache-2.0): not to be edited. */
// prettier-ignore
export const cloudtrailModel: ServiceModel = {
  operations: {
    LookupEvents: {"type":"structure","members":{"LookupAttributes":"LookupAttributesList","StartTime":":timestamp","EndTime":":timestamp","EventCategory":"EventCategory","MaxResults":"MaxResults","NextToken":":string"}},
  },
  shapes: {
    EventCategory: {"type":"string","values":["insight"]},
    LookupAttribute: {"type":"structure","required":["AttributeKey","AttributeValue"],"members":{"AttributeKey":"LookupAttributeKey","AttributeValue":"LookupAttributeValue"}},
    LookupAttributeKey: {"type":"string","values":["EventId","EventName","ReadOnly","Username","ResourceType","ResourceName","EventSource","AccessKeyId"]},
    LookupAttributeValue: {"type":"string","min":1,"max":2000},
    LookupAttributesList: {"type":"list","of":"LookupAttribute"},
    MaxResults: {"type":"integer","min":1,"max":50},
  },
};
