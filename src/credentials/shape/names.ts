// The closed vocabularies of Open Badges 3.0, each open to extensions of the form `ext:...`.

/** AchievementType (Open Badges 3.0, appendix B). */
export const achievementTypes = [
  ...['Achievement', 'ApprenticeshipCertificate', 'Assessment', 'Assignment', 'AssociateDegree'],
  ...['Award', 'Badge', 'BachelorDegree', 'Certificate', 'CertificateOfCompletion'],
  ...['Certification', 'CommunityService', 'Competency', 'Course', 'CoCurricular', 'Degree'],
  ...['Diploma', 'DoctoralDegree', 'Fieldwork', 'GeneralEducationDevelopment'],
  ...['JourneymanCertificate', 'LearningProgram', 'License', 'Membership'],
  ...['ProfessionalDoctorate', 'QualityAssuranceCredential', 'MasterCertificate', 'MasterDegree'],
  ...['MicroCredential', 'ResearchDoctorate', 'SecondarySchoolDiploma'],
] as const

/** IdentifierTypeEnum. */
export const identifierTypes = [
  ...['name', 'sourcedId', 'systemId', 'productId', 'userName', 'accountId', 'emailAddress'],
  ...['nationalIdentityNumber', 'isbn', 'issn', 'lisSourcedId', 'oneRosterSourcedId'],
  ...['sisSourcedId', 'ltiContextId', 'ltiDeploymentId', 'ltiToolId', 'ltiPlatformId'],
  ...['ltiUserId', 'identifier'],
] as const

/** AlignmentTargetType. */
export const alignmentTargetTypes = [
  ...['ceasn:Competency', 'ceterms:Credential', 'CFItem', 'CFRubric', 'CFRubricCriterion'],
  ...['CFRubricCriterionLevel', 'CTDL'],
] as const

/** ResultType. */
export const resultTypes = [
  ...['GradePointAverage', 'LetterGrade', 'Percent', 'PerformanceLevel', 'PredictedScore'],
  ...['RawScore', 'Result', 'RubricCriterion', 'RubricCriterionLevel', 'RubricScore'],
  ...['ScaledScore', 'Status'],
] as const

/** ResultStatusType, which has no extensions. */
export const resultStatuses = [
  ...['Completed', 'Enrolled', 'Failed', 'InProgress', 'OnHold', 'Provisional', 'Withdrew'],
] as const

/** How far a learner came, where a result says so. */
export type ResultStatus = (typeof resultStatuses)[number]
