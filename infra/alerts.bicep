// Mail when beats fail and when money is spent. The queries read the metrics of ImageGen.Core/Telemetry.cs.
param name string
param location string
param tags object
param workspaceId string
param email string
param failedBeats int
param spendUsd int
param azureBudget int
param budgetStart string

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'imagegen'
    enabled: true
    emailReceivers: [
      { name: 'mail', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

var rules = [
  {
    name: 'failed-beats'
    title: 'ImageGen: beats failed'
    text: '${failedBeats} or more beats failed within an hour. The run says why each did: open the page, or GET /api/runs.'
    severity: 2
    query: '''
      AppMetrics
      | where Name == "imagegen.beats" and tostring(Properties["imagegen.outcome"]) == "Failed"
      | project TimeGenerated, Value = Sum
    '''
    window: 'PT1H'
    threshold: failedBeats
  }
  {
    name: 'spend'
    title: 'ImageGen: Gemini spend'
    text: 'Attempts of ${spendUsd} US dollars or more were paid within a day. Pause the run if that is too much; maxCostUsd limits a run.'
    severity: 1
    query: '''
      AppMetrics
      | where Name == "imagegen.cost"
      | project TimeGenerated, Value = Sum
    '''
    window: 'P1D'
    threshold: spendUsd
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.text
      enabled: true
      severity: rule.severity
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: rule.window
      // The table comes into being with the first metric.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Total'
            operator: 'GreaterThanOrEqual'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [mail.id] }
    }
  }
]

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = if (azureBudget > 0) {
  name: name
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    amount: azureBudget
    timePeriod: { startDate: budgetStart }
    notifications: {
      near: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [email]
      }
      over: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: [email]
      }
    }
  }
}
