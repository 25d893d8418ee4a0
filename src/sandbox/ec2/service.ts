import type { Service } from '../service.ts';
import { describeNetworkInterfaces } from './interfaces.ts';
import {
  describeRouteTables,
  describeSecurityGroups,
  describeSubnets,
  describeVpcEndpoints,
  describeVpcs,
} from './networks.ts';

/** As far as Lambda in a VPC needs it. What it does and what is assumed: BEHAVIOUR.md. */
export const ec2Service: Service = {
  signingName: 'ec2',
  operations: {
    DescribeVpcs: { handler: describeVpcs },
    DescribeSubnets: { handler: describeSubnets },
    DescribeSecurityGroups: { handler: describeSecurityGroups },
    DescribeRouteTables: { handler: describeRouteTables },
    DescribeVpcEndpoints: { handler: describeVpcEndpoints },
    DescribeNetworkInterfaces: { handler: describeNetworkInterfaces },
  },
};
