"""Prints what boto3 sees of an account, as one JSON document; times and ids that any change renews are left out."""

import json

from account import client

iot, functions, iam = client("iot"), client("lambda"), client("iam")


def provider(name):
    shown = iot.describe_certificate_provider(certificateProviderName=name)
    arn = shown["certificateProviderArn"]
    return {
        "functionArn": shown["lambdaFunctionArn"],
        "operations": shown["accountDefaultForOperations"],
        "tags": iot.list_tags_for_resource(resourceArn=arn)["tags"],
    }


def function(name):
    shown = functions.get_function(FunctionName=name)
    settings = ("FunctionArn", "Runtime", "Role", "Handler", "Timeout", "MemorySize", "CodeSha256", "Environment", "State")
    return {**{key: shown["Configuration"].get(key) for key in settings}, "policy": policy(name)}


def policy(name):
    try:
        return json.loads(functions.get_policy(FunctionName=name)["Policy"])["Statement"]
    except functions.exceptions.ResourceNotFoundException:
        return None


def role(name):
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    return {
        "trust": iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"],
        "inline": {one: iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"] for one in inline},
        "attached": iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"],
    }


def names(client_, operation, result, name):
    return [one[name] for page in client_.get_paginator(operation).paginate() for one in page[result]]


providers = [one["certificateProviderName"] for one in iot.list_certificate_providers()["certificateProviders"]]
print(
    json.dumps(
        {
            "providers": {name: provider(name) for name in providers},
            "functions": {one: function(one) for one in names(functions, "list_functions", "Functions", "FunctionName")},
            "roles": {one: role(one) for one in names(iam, "list_roles", "Roles", "RoleName")},
            "certificates": names(iot, "list_certificates", "certificates", "certificateId"),
        }
    )
)
