import { alarms } from './alarms.ts'
import type { Subjects } from './subjects.ts'
import { widgets } from './widgets.ts'

/**
 * The CloudFormation template of a dashboard and alarms for one stage, beside its stack so that `sls remove` leaves them alone.
 * Per month: 3 USD for the dashboard (an account's first three are free), 0.10 USD for each metric of an alarm.
 */
export const dashboardTemplate = (subjects: Subjects) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: `Dashboard and alarms of ${subjects.prefix}`,
  Parameters: {
    AlarmTopicArn: {
      Type: 'String',
      Default: '',
      Description: 'SNS topic that hears of alarms; empty for alarms that only change colour',
    },
    PendingApprovalSeconds: {
      Type: 'Number',
      Default: 14_400,
      Description: 'How long an order or a file may wait for a decision before an alarm',
    },
  },
  Conditions: { HasAlarmTopic: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmTopicArn' }, ''] }] } },
  Resources: {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: subjects.prefix,
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: widgets(subjects) }) },
      },
    },
    ...alarms(subjects),
  },
})
