import type { ListRoleTagsRequest, TagRoleRequest, UntagRoleRequest } from '@aws-sdk/client-iam';
import type { Call } from '../service.ts';
import { pageOf } from './pages.ts';
import { requireRole, tagList } from './roles.ts';
import { checkTags } from './validate.ts';

export const tagRole = (input: TagRoleRequest, call: Call): Promise<object> =>
  call.store.change((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    Object.assign(role.tags, checkTags(input.Tags, role.tags));
    return {};
  });

export const untagRole = (input: UntagRoleRequest, call: Call): Promise<object> =>
  call.store.change((state) => {
    const { tags } = requireRole(state, input.RoleName ?? '');
    for (const key of input.TagKeys ?? []) delete tags[key];
    return {};
  });

export const listRoleTags = (input: ListRoleTagsRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const { tags } = requireRole(state, input.RoleName ?? '');
    const { items, ...page } = pageOf(Object.keys(tags), input, call, (key) => key);
    return { Tags: tagList(Object.fromEntries(items.map((key) => [key, tags[key]!]))), ...page };
  });
