//! Why a text is no YAML, in words of this program.

use granit_parser::ErrorKind;

/// What is wrong, and what to write instead.
pub fn explain(kind: &ErrorKind) -> (&'static str, Option<&'static str>) {
    use ErrorKind as Kind;
    match kind {
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement | Kind::InvalidSimpleKey => (
            "a colon stands where no key can be",
            Some("put the text in quotes: title: \"A: B\""),
        ),
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar => ("a tab indents this line", Some("indent with spaces")),
        Kind::UnclosedQuotedScalar
        | Kind::DocumentIndicatorInQuotedScalar
        | Kind::InvalidTrailingSingleQuotedScalar
        | Kind::InvalidTrailingDoubleQuotedScalar => (
            "a quoted text does not end where it should",
            Some("close it with the quote it began with; in '…' write '' for a quote"),
        ),
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidUnicodeEscape => (
            "a backslash in \"…\" is followed by nothing that is known",
            Some("write the text in '…', where a backslash is one"),
        ),
        Kind::UnclosedFlowCollection { open: '[' }
        | Kind::UnexpectedEofFlowSequence
        | Kind::ExpectedFlowSequenceSeparator => {
            ("a list in […] is not closed", Some("end it with \"]\""))
        }
        Kind::UnclosedFlowCollection { .. }
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::ExpectedFlowMappingSeparator => (
            "keys in {…} are not closed",
            Some("end them with \"}\", and put texts with commas in quotes"),
        ),
        Kind::MisplacedFlowCollectionEnd | Kind::MismatchedFlowCollectionEnd { .. } => (
            "a bracket closes that was not opened",
            Some("put the text in quotes, or take the bracket out"),
        ),
        Kind::UnexpectedCharacter { .. } => (
            "a text cannot begin with this character",
            Some("put the text in quotes"),
        ),
        Kind::RecursionLimitExceeded => ("it is nested more than 32 deep", Some("make it flatter")),
        Kind::UndeclaredTagHandle | Kind::MissingTagUri => (
            "tags are not allowed",
            Some("take out the word that begins with \"!\", or put it in quotes"),
        ),
        Kind::MissingAnchorOrAliasName => (
            "a text cannot begin with \"*\" or \"&\"",
            Some("put the text in quotes"),
        ),
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::InvalidIndentation
        | Kind::SimpleKeyExpected
        | Kind::BlockSequenceEntryNotAllowed
        | Kind::MappingKeyNotAllowed => (
            "this line does not fit the lines above",
            Some(
                "indent keys of one map and items of one list alike, each with its \":\" or \"-\"",
            ),
        ),
        _ => (
            "this is no YAML",
            Some("check the indentation and the quotes of this line and the one above"),
        ),
    }
}
