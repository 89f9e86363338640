// Everything the app needs, in a resource group of its own. Deployed by azd up; deleted by azd down.
targetScope = 'subscription'

@description('The name of the environment; part of the resource group\'s name.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('The region. It must offer the Flex Consumption plan.')
@minLength(1)
param location string

@description('Who deploys: may upload market data to the data container. Empty for nobody.')
param principalId string = ''

@description('The most hosts the app may scale out to. The first limit on spend: each costs at most its price per hour.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('The month\'s spend, in the billing currency, of which mails at 80 and 100 per cent tell. Azure stops nothing by itself.')
@minValue(1)
param monthlyBudget int = 50

@description('Who gets those mails beside the owners of the subscription; empty for nobody.')
param budgetEmail string = ''

@description('The first day that the budget counts. A budget keeps its first day, so each month\'s first deployment makes a new one.')
param budgetStart string = utcNow('yyyy-MM-01')

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module app 'app.bicep' = {
  name: 'app'
  scope: group
  params: {
    location: location
    tags: tags
    token: toLower(uniqueString(subscription().id, environmentName, location))
    principalId: principalId
    maximumInstances: maximumInstances
    monthlyBudget: monthlyBudget
    budgetEmail: budgetEmail
    budgetStart: budgetStart
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP string = app.outputs.functionApp
output AZURE_STORAGE_ACCOUNT string = app.outputs.storageAccount
output TUNER_SERVER string = app.outputs.url
