import type { ServiceModel } from './service-model.ts';

/** Written by scripts/sandbox-models.mjs from botocore 1.44.5, CloudWatch 2010-08-01 (Apache-2.0): not to be edited. */
// prettier-ignore
export const cloudwatchModel: ServiceModel = {
  operations: {
    GetMetricData: {"type":"structure","required":["MetricDataQueries","StartTime","EndTime"],"members":{"MetricDataQueries":"MetricDataQueries","StartTime":":timestamp","EndTime":":timestamp","NextToken":":string","ScanBy":"ScanBy","MaxDatapoints":":integer","LabelOptions":"LabelOptions"}},
    GetMetricStatistics: {"type":"structure","required":["Namespace","MetricName","StartTime","EndTime","Period"],"members":{"Namespace":"Namespace","MetricName":"MetricName","Dimensions":"Dimensions","StartTime":":timestamp","EndTime":":timestamp","Period":"Period","Statistics":"Statistics","ExtendedStatistics":"ExtendedStatistics","Unit":"StandardUnit"}},
  },
  shapes: {
    AccountId: {"type":"string","min":1,"max":255},
    Dimension: {"type":"structure","required":["Name","Value"],"members":{"Name":"DimensionName","Value":"DimensionValue"}},
    DimensionName: {"type":"string","min":1,"max":255},
    DimensionValue: {"type":"string","min":1,"max":1024},
    Dimensions: {"type":"list","of":"Dimension","max":30},
    ExtendedStatistics: {"type":"list","of":":string","min":1,"max":10},
    LabelOptions: {"type":"structure","members":{"Timezone":":string"}},
    Metric: {"type":"structure","members":{"Namespace":"Namespace","MetricName":"MetricName","Dimensions":"Dimensions"}},
    MetricDataQueries: {"type":"list","of":"MetricDataQuery"},
    MetricDataQuery: {"type":"structure","required":["Id"],"members":{"Id":"MetricId","MetricStat":"MetricStat","Expression":"MetricExpression","Label":":string","ReturnData":":boolean","Period":"Period","AccountId":"AccountId"}},
    MetricExpression: {"type":"string","min":1,"max":2048},
    MetricId: {"type":"string","min":1,"max":255},
    MetricName: {"type":"string","min":1,"max":255},
    MetricStat: {"type":"structure","required":["Metric","Period","Stat"],"members":{"Metric":"Metric","Period":"Period","Stat":":string","Unit":"StandardUnit"}},
    Namespace: {"type":"string","min":1,"max":255,"pattern":"[^:].*"},
    Period: {"type":"integer","min":1},
    ScanBy: {"type":"string","values":["TimestampDescending","TimestampAscending"]},
    StandardUnit: {"type":"string","values":["Seconds","Microseconds","Milliseconds","Bytes","Kilobytes","Megabytes","Gigabytes","Terabytes","Bits","Kilobits","Megabits","Gigabits","Terabits","Percent","Count","Bytes/Second","Kilobytes/Second","Megabytes/Second","Gigabytes/Second","Terabytes/Second","Bits/Second","Kilobits/Second","Megabits/Second","Gigabits/Second","Terabits/Second","Count/Second","None"]},
    Statistic: {"type":"string","values":["SampleCount","Average","Sum","Minimum","Maximum"]},
    Statistics: {"type":"list","of":"Statistic","min":1,"max":5},
  },
};
