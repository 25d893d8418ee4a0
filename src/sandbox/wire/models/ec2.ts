import type { ServiceModel } from './service-model.ts';

/** Written by scripts/sandbox-models.mjs from botocore 1.44.5, EC2 2016-11-15 (Apache-2.0): not to be edited. */
// prettier-ignore
export const ec2Model: ServiceModel = {
  operations: {
    DescribeNetworkInterfaces: {"type":"structure","members":{"NextToken":":string","MaxResults":"DescribeNetworkInterfacesMaxResults","IncludeManagedResources":":boolean","DryRun":":boolean","NetworkInterfaceIds":"NetworkInterfaceIdList","Filters":"FilterList"}},
    DescribeRouteTables: {"type":"structure","members":{"NextToken":":string","MaxResults":"DescribeRouteTablesMaxResults","DryRun":":boolean","RouteTableIds":"RouteTableIdStringList","Filters":"FilterList"}},
    DescribeSecurityGroups: {"type":"structure","members":{"GroupIds":"GroupIdStringList","GroupNames":"GroupNameStringList","NextToken":":string","MaxResults":"DescribeSecurityGroupsMaxResults","DryRun":":boolean","Filters":"FilterList"}},
    DescribeSubnets: {"type":"structure","members":{"Filters":"FilterList","SubnetIds":"SubnetIdStringList","NextToken":":string","MaxResults":"DescribeSubnetsMaxResults","DryRun":":boolean"}},
    DescribeVpcEndpoints: {"type":"structure","members":{"DryRun":":boolean","VpcEndpointIds":"VpcEndpointIdList","Filters":"FilterList","MaxResults":":integer","NextToken":":string"}},
    DescribeVpcs: {"type":"structure","members":{"Filters":"FilterList","VpcIds":"VpcIdStringList","NextToken":":string","MaxResults":"DescribeVpcsMaxResults","DryRun":":boolean"}},
  },
  shapes: {
    DescribeNetworkInterfacesMaxResults: {"type":"integer","min":5,"max":1000},
    DescribeRouteTablesMaxResults: {"type":"integer","min":5,"max":100},
    DescribeSecurityGroupsMaxResults: {"type":"integer","min":5,"max":1000},
    DescribeSubnetsMaxResults: {"type":"integer","min":5,"max":1000},
    DescribeVpcsMaxResults: {"type":"integer","min":5,"max":1000},
    Filter: {"type":"structure","members":{"Name":":string","Values":"ValueStringList"}},
    FilterList: {"type":"list","of":"Filter"},
    GroupIdStringList: {"type":"list","of":":string"},
    GroupNameStringList: {"type":"list","of":":string"},
    NetworkInterfaceIdList: {"type":"list","of":":string"},
    RouteTableIdStringList: {"type":"list","of":":string"},
    SubnetIdStringList: {"type":"list","of":":string"},
    ValueStringList: {"type":"list","of":":string"},
    VpcEndpointIdList: {"type":"list","of":":string"},
    VpcIdStringList: {"type":"list","of":":string"},
  },
};
