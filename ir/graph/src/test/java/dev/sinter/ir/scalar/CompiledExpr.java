package dev.sinter.ir.scalar;

import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Expressions as compiled Java, for tests that evaluate one a great many times: every instruction is a line of its own. */
final class CompiledExpr {
    /** An expression over at most two float32 arguments. */
    interface F32 {
        float of(float x, float y);
    }

    /** An expression over at most two float64 arguments. */
    interface F64 {
        double of(double x, double y);
    }

    private final StringBuilder lines = new StringBuilder();
    private final Map<Expr, String> named = new HashMap<>();
    private int instructions;

    private CompiledExpr() {}

    static F32 f32(Expr expr) {
        return compile(F32.class, "float", expr);
    }

    static F64 f64(Expr expr) {
        return compile(F64.class, "double", expr);
    }

    /** How many instructions the expression has, equal ones counted once and bitcasts not at all. */
    static int instructions(Expr expr) {
        CompiledExpr code = new CompiledExpr();
        code.name(expr);
        return code.instructions;
    }

    private static <T> T compile(Class<T> type, String real, Expr expr) {
        CompiledExpr code = new CompiledExpr();
        String result = code.name(expr);
        String source = "package dev.sinter.ir.scalar;\nfinal class Compiled implements " + type.getCanonicalName()
                + " {\n public " + real + " of("
                + real + " a0, " + real + " a1) {\n" + code.lines + "  return " + result + ";\n }\n}\n";
        try {
            var lookup = MethodHandles.lookup().defineHiddenClass(bytecode(source), true);
            return type.cast(lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class))
                    .asType(MethodType.methodType(Object.class)).invokeExact());
        } catch (Throwable e) {
            throw new AssertionError(source, e);
        }
    }

    private String name(Expr expr) {
        String known = named.get(expr);
        if (known == null) {
            known = switch (expr) {
                case Expr.Const c -> constant(c);
                case Expr.Arg arg -> "a" + arg.index();
                case Expr.Apply apply -> line(apply);
                case Expr.Index index -> throw new IllegalArgumentException(index.toString());
                case Expr.Folded folded -> throw new IllegalArgumentException(folded.toString());
            };
            named.put(expr, known);
        }
        return known;
    }

    private String line(Expr.Apply apply) {
        List<String> args = new ArrayList<>();
        apply.args().forEach(arg -> args.add(name(arg)));
        String name = "v" + named.size();
        lines.append("  ").append(java(apply.type())).append(' ').append(name).append(" = ")
                .append(text(apply, args)).append(";\n");
        instructions += apply.op() == ScalarOp.BITCAST ? 0 : 1;
        return name;
    }

    private static String text(Expr.Apply apply, List<String> args) {
        String a = args.get(0);
        String b = args.size() > 1 ? args.get(1) : "";
        String type = java(apply.type());
        return switch (apply.op()) {
            case ADD -> a + " + " + b;
            case SUB -> a + " - " + b;
            case MUL -> a + " * " + b;
            case DIV -> a + " / " + b;
            case REM -> a + " % " + b;
            case NEG -> "-" + a;
            case AND -> a + " & " + b;
            case OR -> a + " | " + b;
            case XOR -> a + " ^ " + b;
            case NOT -> apply.type() == DType.BOOL ? "!" + a : "~" + a;
            case SHL -> a + " << " + b;
            case SHR -> a + " >> " + b;
            case USHR -> a + " >>> " + b;
            case LT -> a + " < " + b;
            case LE -> a + " <= " + b;
            case EQ -> a + " == " + b;
            case NE -> a + " != " + b;
            case SELECT -> a + " ? " + b + " : " + args.get(2);
            case CAST -> apply.arg(0).type() == DType.BOOL ? a + " ? (" + type + ") 1 : 0" : "(" + type + ") " + a;
            case BITCAST -> (switch (apply.type()) {
                case F32 -> "Float.intBitsToFloat(";
                case F64 -> "Double.longBitsToDouble(";
                case I32 -> "Float.floatToRawIntBits(";
                case I64 -> "Double.doubleToRawLongBits(";
                default -> throw new IllegalArgumentException(apply.toString());
            }) + a + ")";
            case FMA, ABS, MIN, MAX, SQRT, FLOOR, CEIL, RINT -> {
                StringJoiner call = new StringJoiner(", ",
                        "(" + type + ") Math." + apply.op().name().toLowerCase() + "(",
                        ")");
                args.forEach(call::add);
                yield call.toString();
            }
        };
    }

    private static String constant(Expr.Const c) {
        return switch (c.type()) {
            case I32 -> "(" + c.bits() + ")";
            case I64 -> "(" + c.bits() + "L)";
            case BOOL -> c.bits() != 0 ? "true" : "false";
            case F32 -> "Float.intBitsToFloat(" + (int) c.bits() + ")";
            case F64 -> "Double.longBitsToDouble(" + c.bits() + "L)";
            default -> throw new IllegalArgumentException(c.toString());
        };
    }

    private static String java(DType type) {
        return switch (type) {
            case F32 -> "float";
            case F64 -> "double";
            case I32 -> "int";
            case I64 -> "long";
            case BOOL -> "boolean";
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static byte[] bytecode(String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null), bytes);
        var unit = new SimpleJavaFileObject(URI.create("string:///dev/sinter/ir/scalar/Compiled.java"), Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, files, null, options, null, List.of(unit)).call()) {
            throw new IllegalArgumentException("not Java");
        }
        return bytes.toByteArray();
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final ByteArrayOutputStream bytes;

        InMemory(StandardJavaFileManager files, ByteArrayOutputStream bytes) {
            super(files);
            this.bytes = bytes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind,
                FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
