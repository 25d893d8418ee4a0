import unittest
from datetime import datetime, timedelta, timezone

from account import client

METRIC = {"Namespace": "AWS/IoT", "MetricName": "CreateCertificateFromCsrFailed"}


class Metrics(unittest.TestCase):
    def setUp(self):
        self.cloudwatch = client("cloudwatch")
        self.end = datetime.now(timezone.utc).replace(microsecond=0)
        self.range = {"StartTime": self.end - timedelta(days=14), "EndTime": self.end}

    def test_both_ways(self):
        """two weeks of CSRs are counted the same in both ways to ask"""
        settings = {"Period": 86400, "Statistics": ["SampleCount", "Sum"]}
        points = self.cloudwatch.get_metric_statistics(**METRIC, **self.range, **settings)["Datapoints"]
        self.assertGreater(len(points), 7)
        for point in points:
            self.assertLessEqual(self.range["StartTime"], point["Timestamp"])
            self.assertLess(point["Timestamp"], self.end)
        query = {"Id": "m", "MetricStat": {"Metric": METRIC, "Period": 86400, "Stat": "SampleCount"}}
        pages = self.cloudwatch.get_paginator("get_metric_data").paginate(MetricDataQueries=[query], **self.range)
        values = [value for page in pages for result in page["MetricDataResults"] for value in result["Values"]]
        self.assertEqual(sum(values), sum(point["SampleCount"] for point in points))

    def test_refusals(self):
        """a range that ends before it starts is refused"""
        backwards = {"StartTime": self.end, "EndTime": self.end - timedelta(days=1)}
        with self.assertRaises(self.cloudwatch.exceptions.ClientError) as caught:
            self.cloudwatch.get_metric_statistics(**METRIC, **backwards, Period=60, Statistics=["Sum"])
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)
