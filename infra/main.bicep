targetScope = 'subscription'

@description('Name of the azd environment: tags everything, and with subscription and region makes the names unique.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of every resource. It must offer Flex Consumption with .NET 10: az functionapp list-flexconsumption-locations.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of whoever deploys; gets the roles to set API keys and to read images. Empty: nobody does.')
param principalId string = ''

@description('What principalId is: a person, or the identity of a pipeline.')
@allowed(['User', 'ServicePrincipal'])
param principalType string = 'User'

@description('Memory of one instance in MB. 512 MB is too little: host and worker were seen to take 620 MB together.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at a time: bounds what Azure may cost. Four at most run orchestrations (partitionCount in host.json).')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('HTTP requests that one instance answers at a time. An open stream of events counts as one.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 32

@description('Attempts in flight on one instance. The default is that of host.json.')
@minValue(3)
@maxValue(200)
param activityConcurrency int = 32

@description('Instances for HTTP that are always there, billed when idle, too. 0: the first request waits for a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int = 0

@description('Instances for workflows that are always there, billed when idle, too.')
@minValue(0)
@maxValue(20)
param alwaysReadyDurable int = 0

@description('Puts storage and vault behind private endpoints in a virtual network that the app joins.')
param vnetEnabled bool = false

@description('With vnetEnabled: IPv4 addresses or ranges, separated by commas, that reach storage and vault all the same.')
param allowedIpAddresses string = ''

@description('Where alerts go. Empty: there are no alerts.')
param alertEmail string = ''

@description('Failed beats within an hour that raise an alert: this many, or more.')
@minValue(1)
param alertFailedBeats int = 5

@description('US dollars of confirmed Gemini cost within a day that raise an alert: this much, or more.')
@minValue(1)
param alertSpendUsd int = 20

@description('Monthly budget for Azure itself, in the currency of the subscription; mails at 80 % and 100 %. 0: none.')
@minValue(0)
param azureBudget int = 0

@description('First day of the budget, the first of a month. Empty: of this one. azd keeps it: the start of an existing budget is fixed.')
param budgetStart string = ''

@description('Leave it: only a default may ask for the date.')
param thisMonth string = utcNow('yyyy-MM-01')

@description('Days that logs, traces and metrics are kept. Up to 31 are included in the price of ingestion.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Days after its end that a run is kept; then it is deleted with its prompts, and its images stay. 0: for ever.')
@minValue(0)
@maxValue(3653)
param runRetentionDays int = 0

@description('Where orchestrations are kept: azureStorage (queues and tables) or azureManaged (Durable Task Scheduler).')
@allowed(['azureStorage', 'azureManaged'])
param durableBackend string = 'azureStorage'

var token = toLower(uniqueString(subscription().id, environmentName, location))
var firstOfBudget = empty(budgetStart) ? thisMonth : budgetStart
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  name: 'imagegen-${token}'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    principalId: principalId
    principalType: principalType
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    httpConcurrency: httpConcurrency
    activityConcurrency: activityConcurrency
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDurable: alwaysReadyDurable
    vnetEnabled: vnetEnabled
    allowedIpAddresses: empty(allowedIpAddresses) ? [] : map(split(allowedIpAddresses, ','), address => trim(address))
    alertEmail: alertEmail
    alertFailedBeats: alertFailedBeats
    alertSpendUsd: alertSpendUsd
    azureBudget: azureBudget
    budgetStart: firstOfBudget
    logRetentionDays: logRetentionDays
    runRetentionDays: runRetentionDays
    durableBackend: durableBackend
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = resources.outputs.appName
output AZURE_STORAGE_ACCOUNT_NAME string = resources.outputs.storageName
output AZURE_KEY_VAULT_NAME string = resources.outputs.vaultName
output IMAGEGEN_URL string = resources.outputs.url
output IMAGEGEN_SECRET_NAMES array = resources.outputs.secretNames
@description('Read by the next deployment.')
output IMAGEGEN_BUDGET_START string = azureBudget > 0 ? firstOfBudget : ''
