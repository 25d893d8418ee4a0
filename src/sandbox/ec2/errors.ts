import { ServiceError } from '../service.ts';

const invalid = (code: string, message: string): ServiceError => new ServiceError(code, 400, message);

export const invalidParameterValue = (message: string): ServiceError => invalid('InvalidParameterValue', message);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const NOT_FOUND = {
  subnet: (id: string): ServiceError => invalid('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
  securityGroup: (id: string): ServiceError =>
    invalid('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
  vpc: (id: string): ServiceError => invalid('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
  networkInterface: (id: string): ServiceError =>
    invalid('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
  routeTable: (id: string): ServiceError =>
    invalid('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`),
  endpoint: (id: string): ServiceError =>
    invalid('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`),
};
