/** Autoconf's own macros that take commands: which of their arguments run when the check succeeds, and which when it fails. */

export interface CheckMacro {
  /** Index of the argument that names what is looked for. */
  readonly what: number;
  readonly then: number;
  readonly else: number;
}

/** Autoconf manual, chapters 5 and 6. */
export const CHECKS: Readonly<Record<string, CheckMacro>> = {
  AC_CHECK_HEADER: { what: 0, then: 1, else: 2 },
  AC_CHECK_HEADERS: { what: 0, then: 1, else: 2 },
  AC_CHECK_FUNC: { what: 0, then: 1, else: 2 },
  AC_CHECK_FUNCS: { what: 0, then: 1, else: 2 },
  AC_CHECK_DECL: { what: 0, then: 1, else: 2 },
  AC_CHECK_DECLS: { what: 0, then: 1, else: 2 },
  AC_CHECK_TYPE: { what: 0, then: 1, else: 2 },
  AC_CHECK_TYPES: { what: 0, then: 1, else: 2 },
  AC_CHECK_MEMBER: { what: 0, then: 1, else: 2 },
  AC_CHECK_MEMBERS: { what: 0, then: 1, else: 2 },
  AC_CHECK_FILE: { what: 0, then: 1, else: 2 },
  PKG_CHECK_EXISTS: { what: 0, then: 1, else: 2 },
};

/** Programs that are compiled to see whether they can be: their text would be no name. */
export const TRIALS: Readonly<Record<string, Pick<CheckMacro, 'then' | 'else'>>> = {
  AC_COMPILE_IFELSE: { then: 1, else: 2 },
  AC_LINK_IFELSE: { then: 1, else: 2 },
  AC_PREPROC_IFELSE: { then: 1, else: 2 },
  AC_RUN_IFELSE: { then: 1, else: 2 },
  AC_TRY_COMPILE: { then: 2, else: 3 },
  AC_TRY_LINK: { then: 2, else: 3 },
  AC_TRY_RUN: { then: 1, else: 2 },
  AC_TRY_CPP: { then: 1, else: 2 },
};

/** Macros whose arguments hold no commands that matter to linking: names, help texts and program texts. */
export const WITHOUT_COMMANDS =
  /^(?:AC_(?:INIT|PREREQ|COPYRIGHT|REVISION|CONFIG_(?:SRCDIR|HEADERS?|AUX_DIR|MACRO_DIRS?|TESTDIR|COMMANDS|LINKS)|DEFINE(?:_UNQUOTED)?|MSG_\w+|LANG\w*|PROG_\w+|PATH_\w+|CHECK_(?:PROGS?|TOOLS?|SIZEOF|ALIGNOF)|TYPE_\w+|C_\w+|FUNC_\w+|HEADER_\w+|SYS_\w+|CANONICAL_\w+|REQUIRE\w*|PROVIDE\w*|BEFORE|USE_SYSTEM_EXTENSIONS|ARG_VAR|SUBST_FILE|LIBOBJ|LIBSOURCES?|REPLACE_FUNCS|DEFUN_ONCE|DIAGNOSE|OBSOLETE|EGREP_CPP|DISABLE_OPTION_CHECKING|PRESERVE_HELP_ORDER|HELP_STRING)|AH_\w+|AS_(?:HELP_STRING|ECHO\w*|MESSAGE\w*|BOX|EXIT)|AM_(?:INIT_AUTOMAKE|MAINTAINER_MODE|SILENT_RULES|PROG_\w+|PATH_PYTHON|GNU_GETTEXT_(?:VERSION|REQUIRE_VERSION)|ICONV|NLS|GNU_GETTEXT|MISSING_PROG)|LT_(?:INIT|PREREQ|LANG|LIB_M|OUTPUT)|PKG_(?:PROG_PKG_CONFIG|INSTALLDIR|NOARCH_INSTALLDIR|CHECK_VAR)|m4_(?:define|include|pattern_allow|pattern_forbid|warn|fatal|esyscmd\w*|sinclude|ifndef|undefine)|changequote|AX_\w*COMPILE_FLAGS?\w*|AX_\w*LINK_FLAGS?\w*|AX_CXX_COMPILE\w*|AX_APPEND_FLAG)$/;
