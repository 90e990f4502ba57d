import { ABSENT, type Expected, PRESENT, type Statement } from "./statements.ts";

/** Statements of EcoMetricx's scope document, in its order. */

const of = (id: string, quote: string, at: Record<string, Expected>): Statement => ({ id, example: "ecometricx", quote, at });

const idOf = (number: number): string => `B${String(number).padStart(3, "0")}`;

/** Rows of a table of the document: each row is one statement, its first cell names the entry, the others are these fields. */
const table = (first: number, list: string, fields: readonly string[], rows: readonly (readonly [string, ...Expected[]])[]): Statement[] =>
  rows.map(([name, ...cells], index) =>
    of(idOf(first + index), name, Object.fromEntries(fields.map((field, cell) => [`${list}[${name}].${field}`, cells[cell] ?? ABSENT]))),
  );

/** Bullets of the document: each is one statement, and one entry of a list of sentences. */
const bullets = (first: number, list: string, sentences: readonly string[]): Statement[] =>
  sentences.map((sentence, index) => of(idOf(first + index), sentence, { [`${list}[${sentence}]`]: sentence }));

const approval = (first: number, role: string): Statement[] => [
  of(idOf(first), `approval by ${role}`, { [`document.approvals[${role}].role`]: role }),
  ...["name", "date", "digest"].map((field, index) =>
    of(idOf(first + 1 + index), `${role}: ${field} is blank`, {
      [`document.approvals[${role}]`]: PRESENT,
      [`document.approvals[${role}].${field}`]: ABSENT,
    }),
  ),
];

export const ecometricxStatements: readonly Statement[] = [
  of("B001", "title", { "document.title": "Information Security Management System (ISMS) Scope Definition" }),
  of("B002", "version", { "document.version": "1.0" }),
  of("B003", "date", { "document.date": "2025-12-05" }),
  of("B004", "owner, as a team", { "document.owner.name": "EcoMetricx InfoSec Team" }),
  of("B005", "alignment", { "document.standards": ["iso27001-2022", "soc2"] }),
  of("B006", "organization", { "organization.name": "EcoMetricx LLC" }),
  of("B007", "industry", { "organization.industry": "Energy Analytics and Data Science" }),
  of("B008", "business model", { "organization.businessModel": "Cloud-based SaaS services" }),
  of("B009", "workforce", { "organization.workforce": "Distributed remote workforce" }),
  of("B010", "no headquarters", { "organization.headquarters": "none (remote-first)" }),
  ...bullets(11, "organization.activities", [
    "Energy consumption data analysis",
    "Predictive analytics for energy optimization",
    "Machine learning model development and deployment",
    "Data processing and transformation services",
    "Custom data science solutions",
  ]),
  ...table(
    16,
    "context.interestedParties",
    ["interests"],
    [
      ["Customers", ["data security", "service availability", "privacy"]],
      ["Employees", ["job security", "clear policies", "tools"]],
      ["Management", ["compliance", "risk management", "reputation"]],
      ["Regulators", ["legal compliance", "data protection"]],
      ["Partners", ["trust", "integration security"]],
    ],
  ),
  of("B021", "the scope statement", {
    "statement.text":
      "The EcoMetricx Information Security Management System covers all aspects of information security " +
      "for the delivery of energy analytics and data science services.",
  }),
  ...bullets(22, "statement.includes", [
    "Cloud infrastructure management (AWS)",
    "Application development and deployment",
    "Customer data processing and storage",
    "Internal business operations",
    "Remote workforce security",
  ]),
  ...table(
    27,
    "processes",
    ["description"],
    [
      ["Service Delivery", "Energy analytics services to customers"],
      ["Application Development", "Development, testing, deployment"],
      ["Data Processing", "ETL, analytics, machine learning"],
      ["Customer Support", "Technical support, incident handling"],
      ["Infrastructure Management", "AWS resource management"],
      ["Access Management", "User provisioning, authentication"],
      ["Security Operations", "Monitoring, incident response"],
    ],
  ),
  ...table(
    34,
    "informationAssets",
    ["title", "examples", "classification"],
    [
      ["customer-data", "Customer Data", ["energy consumption", "account info"], "Confidential"],
      ["business-data", "Business Data", ["contracts", "pricing", "strategies"], "Confidential"],
      ["employee-data", "Employee Data", ["HR records", "credentials"], "Restricted"],
      ["source-code", "Source Code", ["applications", "algorithms"], "Confidential"],
      ["infrastructure", "Infrastructure", ["AWS resources", "configurations"], "Internal"],
      ["documentation", "Documentation", ["policies", "procedures"], "Internal"],
    ],
  ),
  of("B040", "the AWS account", { "technology[AWS].accounts": ["302146782327"] }),
  ...table(
    41,
    "technology[AWS].services",
    ["quantity", "purpose"],
    [
      ["EC2", "11", "Compute"],
      ["S3", "54", "Storage"],
      ["RDS", "4", "Data persistence"],
      ["Lambda", "Multiple", "Serverless compute"],
      ["CloudFormation", "Multiple stacks", "IaC"],
      ["CloudWatch", ABSENT, "Monitoring"],
      ["CloudTrail", ABSENT, "Audit logging"],
      ["IAM", "34", "Access control"],
    ],
  ),
  of("B049", "there is a section of supporting services", { suppliers: PRESENT }),
  ...table(
    50,
    "suppliers",
    ["purpose"],
    [
      ["Microsoft 365", "Identity, Email, Collaboration"],
      ["GitHub", "Source Control"],
      ["Atlassian Confluence", "Documentation"],
      ["Slack", "Communication"],
    ],
  ),
  ...table(
    54,
    "locations",
    ["title", "type", "purpose"],
    [
      ["aws-us-east-1", "AWS us-east-1", "Data Center", "Primary production"],
      ["aws-other-regions", "AWS other regions", "Data Center", "Secondary services"],
      ["microsoft-cloud", "Microsoft Cloud", "Data Center", "Identity, email"],
      ["home-offices", "Employee Home Offices", "Workspace", "Remote work endpoints"],
    ],
  ),
  ...table(
    58,
    "personnel",
    ["quantity", "access"],
    [
      ["Individual Users", "22", "System access"],
      ["Service Accounts", "8", "Automated access"],
      ["Application Accounts", "4", "System integration"],
      ["Contractors", "Varies", "Project-based"],
    ],
  ),
  ...table(
    62,
    "exclusions",
    ["justification"],
    [
      ["Customer-owned systems", "Customer responsibility"],
      ["Third-party SaaS internal operations", "Covered by their certifications"],
      ["Physical data center security", "AWS responsibility (shared model)"],
      ["Customer endpoint devices", "Customer responsibility"],
    ],
  ),
  ...table(
    66,
    "interfaces",
    ["direction", "description"],
    [
      ["Customer Portals", "Inbound", "Customer access to services"],
      ["API Integrations", "Both", "Data exchange with customer systems"],
      ["AWS Services", "Both", "Cloud infrastructure"],
      ["Microsoft 365", "Outbound", "Identity, authentication"],
      ["Third-party APIs", "Outbound", "Data sources"],
    ],
  ),
  ...bullets(71, "boundaries.organizational", [
    "All EcoMetricx employees and contractors",
    "All departments and functions",
    "All subsidiaries (if applicable)",
  ]),
  ...bullets(74, "boundaries.physical", [
    "AWS data centers (via shared responsibility model)",
    "Employee home offices (endpoint security)",
    "No physical office locations in scope",
  ]),
  ...bullets(77, "boundaries.network", [
    "AWS VPCs and security groups",
    "VPN connections for administrative access",
    "Internet-facing applications",
    "API gateways",
  ]),
  ...bullets(81, "boundaries.system", [
    "All AWS resources in account 302146782327",
    "Supporting SaaS services (Microsoft 365, GitHub, etc.)",
    "Development and production environments",
  ]),
  // The third row repeats B064 in other words: the same entry.
  ...table(
    84,
    "exclusions",
    ["justification"],
    [
      ["Customer data processing logic", "Varies by customer, covered by agreements"],
      ["Third-party vendor internal controls", "Covered by vendor certifications (SOC 2)"],
      ["Physical data center security", "AWS responsibility (shared model)"],
    ],
  ),
  ...table(
    87,
    "requirements.regulations",
    ["applicability", "impact"],
    [
      ["SOC 2", "Customer requirement", "Trust Service Criteria"],
      ["ISO 27001", "Best practice", "ISMS framework"],
      ["GDPR", "EU customer data", "Data protection"],
      ["CCPA", "California residents", "Privacy rights"],
      ["HIPAA", "If handling PHI", "Health data protection"],
    ],
  ),
  ...bullets(92, "requirements.contractual", [
    "Customer contracts with security requirements",
    "SLAs for availability and incident response",
    "Data processing agreements",
  ]),
  ...table(
    95,
    "context.external",
    ["description"],
    [
      ["Technology", "Rapid cloud evolution, emerging threats"],
      ["Regulatory", "Increasing data protection requirements"],
      ["Market", "Customer demand for security assurance"],
      ["Economic", "Cost of breaches, cyber insurance"],
    ],
  ),
  ...table(
    99,
    "context.internal",
    ["description"],
    [
      ["Remote Workforce", "Distributed endpoints, home networks"],
      ["Cloud-Native", "AWS expertise, shared responsibility"],
      ["Data Processing", "Customer data sensitivity"],
      ["Growth", "Scaling infrastructure and team"],
    ],
  ),
  ...table(
    103,
    "objectives",
    ["metric", "target"],
    [
      ["Confidentiality", "Data breaches", "0 per year"],
      ["Integrity", "Data corruption incidents", "0 per year"],
      ["Availability", "System uptime", ">= 99.9%"],
      ["SOC 2 Audit", "Findings", "0 critical/high"],
      ["Policy Compliance", "Exceptions", "< 5%"],
      ["Training Completion", "Personnel trained", "100%"],
    ],
  ),
  ...table(
    109,
    "document.references",
    ["purpose"],
    [
      ["Information Security Policy", "Overall security policy"],
      ["Access Control Policy", "Access management"],
      ["Data Classification Policy", "Data handling"],
      ["Risk Register", "Risk tracking"],
      ["AWS Security Configuration", "Technical controls"],
    ],
  ),
  ...table(
    114,
    "document.reviews",
    ["every", "owner"],
    [
      ["Scope Review", "1y", "InfoSec Team"],
      ["Risk Assessment", "1y", "InfoSec Team"],
      ["Context Review", "1y", "Management"],
      ["Documentation Update", "as needed", "InfoSec Team"],
    ],
  ),
  of("B118", "it says that it is approved", { "document.approvalStatement": "This ISMS Scope Definition has been reviewed and approved." }),
  ...approval(119, "InfoSec Team Lead"),
  ...approval(123, "Executive Sponsor"),
  of("B127", "document control", { "document.version": "1.0", "document.nextReview": "2026-12" }),
];
