/**
 * The syntax of GNU C as far as linkage needs it: plain data made by the parser. Names of block scope are bound
 * here already; names of file scope and tags stay names, so that a tree can serve every unit which expands an
 * item to the same tokens. Nothing here knows a value or a size.
 */

import type { Token } from '../preprocess/token.ts';

/** The attributes that change what is emitted, dropped or laid out; every other one is read over. */
export interface Attributes {
  readonly weak?: boolean;
  readonly used?: boolean;
  readonly alwaysInline?: boolean;
  readonly noInline?: boolean;
  readonly noReturn?: boolean;
  readonly gnuInline?: boolean;
  /** `error` and `warning`: the kernel's way to say that a call must have been optimised away. */
  readonly mustVanish?: boolean;
  /** `pure` and `const`: a call whose result is unused vanishes. */
  readonly pure?: boolean;
  readonly packed?: boolean;
  readonly transparentUnion?: boolean;
  readonly aligned?: Expression | 'maximum';
  readonly vectorSize?: Expression;
  readonly mode?: string;
  readonly section?: string;
  readonly alias?: string;
  readonly weakref?: string;
  readonly ifunc?: string;
  readonly cleanup?: { readonly name: string; readonly token: Token };
  readonly runsAtStart?: boolean;
}

export const NO_ATTRIBUTES: Attributes = {};

export type BuiltinTypeName =
  | 'void' | '_Bool' | 'char' | 'signed char' | 'unsigned char' | 'short' | 'unsigned short' | 'int' | 'unsigned int'
  | 'long' | 'unsigned long' | 'long long' | 'unsigned long long' | '__int128' | 'unsigned __int128'
  | 'float' | 'double' | 'long double' | '__builtin_va_list';

export interface Member {
  /** Undefined for an anonymous structure or union, and for an unnamed bit field. */
  readonly name: string | undefined;
  readonly type: TypeSyntax;
  readonly bits: Expression | undefined;
  readonly attributes: Attributes;
}

export interface Enumerator {
  readonly kind: 'enumerator';
  readonly name: string;
  readonly value: Expression | undefined;
  /** The one before, whose value plus one is taken where none is given. */
  readonly previous: Enumerator | undefined;
  readonly tag: TagSyntax;
}

export interface TagSyntax {
  readonly kind: 'tag';
  readonly keyword: 'struct' | 'union' | 'enum';
  /** Undefined when the type has no tag. */
  readonly name: string | undefined;
  readonly members: readonly Member[] | undefined;
  readonly enumerators: readonly Enumerator[] | undefined;
  attributes: Attributes;
  /** The defining syntax where a tag of block scope is meant. */
  readonly local: TagSyntax | undefined;
}

export interface Parameter {
  readonly name: string | undefined;
  readonly token: Token | undefined;
  readonly type: TypeSyntax;
}

export type TypeSyntax =
  | { readonly kind: 'builtin'; readonly name: BuiltinTypeName }
  | { readonly kind: 'typedef'; readonly name: string; readonly local: LocalTypedef | undefined }
  | TagSyntax
  | { readonly kind: 'typeof'; readonly expression: Expression; readonly unqualified: boolean }
  | { readonly kind: 'auto' }
  | { readonly kind: 'pointer'; readonly to: TypeSyntax }
  | { readonly kind: 'array'; readonly of: TypeSyntax; readonly length: Expression | undefined }
  | {
      readonly kind: 'function';
      readonly returns: TypeSyntax;
      readonly parameters: readonly Parameter[];
      readonly variadic: boolean;
    }
  | { readonly kind: 'qualified'; readonly of: TypeSyntax; readonly isConst: boolean; readonly isVolatile: boolean }
  | { readonly kind: 'attributed'; readonly of: TypeSyntax; readonly attributes: Attributes };

export interface LocalVariable {
  readonly kind: 'variable';
  readonly name: string;
  readonly token: Token;
  type: TypeSyntax;
  readonly isStatic: boolean;
  readonly attributes: Attributes;
  initializer: Initializer | undefined;
}

/** A function or object with linkage that is declared in a block: the name means the one of file scope. */
export interface LocalExtern {
  readonly kind: 'extern';
  readonly name: string;
  readonly type: TypeSyntax;
}

export interface LocalTypedef {
  readonly kind: 'typedef';
  readonly name: string;
  readonly type: TypeSyntax;
}

/** A GNU nested function. */
export interface NestedFunction {
  readonly kind: 'nested';
  readonly name: string;
  readonly token: Token;
  readonly type: TypeSyntax;
  readonly parameters: readonly LocalVariable[];
  body: Statement | undefined;
}

export type LocalSymbol = LocalVariable | LocalExtern | LocalTypedef | Enumerator | NestedFunction;

export interface Label {
  readonly name: string;
}

export type Designator =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly from: Expression; readonly to: Expression | undefined };

export interface InitializerItem {
  readonly designators: readonly Designator[];
  readonly value: Initializer;
}

export type Initializer = Expression | { readonly kind: 'list'; readonly items: readonly InitializerItem[] };

export interface AsmOperand {
  /** As in %[name]. */
  readonly name: string | undefined;
  readonly constraint: string;
  readonly expression: Expression;
}

export interface Asm {
  readonly template: string;
  readonly token: Token;
  readonly outputs: readonly AsmOperand[];
  readonly inputs: readonly AsmOperand[];
  readonly labels: readonly Label[];
  readonly isVolatile: boolean;
}

export type Expression =
  | { readonly kind: 'name'; readonly name: string; readonly token: Token; readonly local: LocalSymbol | undefined }
  | { readonly kind: 'integer'; readonly value: bigint; readonly type: BuiltinTypeName }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly tokens: readonly Token[] }
  | { readonly kind: 'unary'; readonly operator: '+' | '-' | '~' | '!' | '*' | '&'; readonly operand: Expression }
  | { readonly kind: 'step'; readonly operator: '++' | '--'; readonly prefix: boolean; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'logical'; readonly operator: '&&' | '||'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'comma'; readonly left: Expression; readonly right: Expression }
  /** `operator` is the binary one of a compound assignment, or empty. */
  | { readonly kind: 'assign'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly then: Expression | undefined;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'cast'; readonly type: TypeSyntax; readonly operand: Expression }
  | { readonly kind: 'compound'; readonly type: TypeSyntax; readonly initializer: Initializer }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[]; readonly token: Token }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string; readonly arrow: boolean }
  | { readonly kind: 'index'; readonly array: Expression; readonly index: Expression }
  | { readonly kind: 'sizeof'; readonly operand: Expression | undefined; readonly type: TypeSyntax | undefined; readonly align: boolean }
  | { readonly kind: 'block'; readonly body: BlockStatement }
  | {
      readonly kind: 'generic';
      readonly control: Expression;
      readonly choices: readonly { readonly type: TypeSyntax | undefined; readonly value: Expression }[];
    }
  | { readonly kind: 'choose'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly kind: 'compatible'; readonly left: TypeSyntax; readonly right: TypeSyntax }
  | { readonly kind: 'offsetof'; readonly type: TypeSyntax; readonly path: readonly Designator[] }
  | { readonly kind: 'variadic'; readonly list: Expression; readonly type: TypeSyntax }
  | { readonly kind: 'labelAddress'; readonly label: Label };

export interface BlockStatement {
  readonly kind: 'compound';
  readonly statements: readonly Statement[];
  readonly labelled: boolean;
}

interface StatementBase {
  /** Whether a label or case inside can make it reachable although its beginning is not. */
  readonly labelled: boolean;
}

export type Statement =
  | BlockStatement
  | (StatementBase & { readonly kind: 'expression'; readonly expression: Expression })
  | (StatementBase & { readonly kind: 'declaration'; readonly variables: readonly (LocalVariable | NestedFunction)[]; readonly types: readonly TypeSyntax[] })
  | (StatementBase & { readonly kind: 'if'; readonly condition: Expression; readonly then: Statement; readonly otherwise: Statement | undefined })
  | (StatementBase & { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement })
  | (StatementBase & { readonly kind: 'do'; readonly condition: Expression; readonly body: Statement })
  | (StatementBase & {
      readonly kind: 'for';
      readonly initial: Statement | undefined;
      readonly condition: Expression | undefined;
      readonly step: Expression | undefined;
      readonly body: Statement;
    })
  | (StatementBase & { readonly kind: 'switch'; readonly subject: Expression; readonly body: Statement; readonly cases: readonly CaseStatement[] })
  | CaseStatement
  | (StatementBase & { readonly kind: 'label'; readonly label: Label; readonly body: Statement })
  | (StatementBase & { readonly kind: 'goto'; readonly label: Label | undefined; readonly target: Expression | undefined })
  | (StatementBase & { readonly kind: 'break' | 'continue' | 'empty' })
  | (StatementBase & { readonly kind: 'return'; readonly value: Expression | undefined })
  | (StatementBase & { readonly kind: 'asm'; readonly asm: Asm });

export interface CaseStatement {
  readonly kind: 'case';
  /** Undefined for `default`. */
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly body: Statement;
  readonly labelled: true;
}

/** A declaration of file scope: one declarator of it. */
export interface Declaration {
  readonly name: string;
  readonly token: Token;
  readonly type: TypeSyntax;
  readonly storage: 'typedef' | 'extern' | 'static' | 'none';
  readonly isInline: boolean;
  readonly attributes: Attributes;
  readonly asmLabel: string | undefined;
  /** Parsed on demand: a unit declares thousands of functions and uses a few. */
  readonly body: LazyBody | undefined;
  readonly initializer: LazyInitializer | undefined;
}

export interface LazyBody {
  readonly parameters: readonly LocalVariable[];
  /** Number of tokens of the body: a first idea of the size. */
  readonly length: number;
  /** As written, for when they cannot be parsed. */
  readonly tokens: readonly Token[];
  /** Throws ParseFailure. */
  parse(): FunctionBody;
}

export interface FunctionBody {
  readonly statement: Statement;
  /** Block-scope statics with the attribute `used`: kept once the function is compiled, even behind a dead condition. */
  readonly keptStatics: readonly LocalVariable[];
}

export interface LazyInitializer {
  readonly tokens: readonly Token[];
  /** Throws ParseFailure. */
  parse(): Initializer;
}

/** What one top-level item declares. */
export interface ParsedItem {
  readonly declarations: readonly Declaration[];
  readonly enumerators: readonly Enumerator[];
  readonly tags: readonly TagSyntax[];
  readonly asms: readonly Asm[];
  /** Text that could not be parsed: all its identifiers count as referred to. */
  readonly unreadable: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
}
