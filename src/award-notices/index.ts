export { createNoticeRequests } from './requests.ts'
export { type AwardNotices, createAwardNotices, NOTICE_TASK } from './service.ts'
