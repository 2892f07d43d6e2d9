package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A nest as text that reads like Java: what {@code explain} shows, and what tells whether two kernels are the same. */
final class Listing {
    private final Nest nest;
    private final StringBuilder text = new StringBuilder();
    /** Shared subexpressions have one name, also where they are equal but not the same object. */
    private final IdentityHashMap<Expr, String> names = new IdentityHashMap<>();
    private final Map<String, String> known = new HashMap<>();
    private int depth;

    private Listing(Nest nest) {
        this.nest = nest;
    }

    static String of(Nest nest) {
        Listing listing = new Listing(nest);
        listing.print();
        return listing.text.toString();
    }

    private void line(String line) {
        text.append("    ".repeat(depth)).append(line).append('\n');
    }

    private void print() {
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < nest.operands().size(); i++) {
            parameters.add(array(nest.operands().get(i)) + " a" + i);
        }
        parameters.add(array(nest.dtype()) + " out");
        nest.symbols().forEach(symbol -> parameters.add("long " + symbol));
        line("void run(" + String.join(", ", parameters) + ") {");
        depth++;
        loops(nest.free(), 0);
        if (nest.fold() != null) {
            String fold = nest.fold().name().toLowerCase(Locale.ROOT);
            line(nest.body().type() + " fold = " + fold + "() over {");
            depth++;
            loops(nest.folded(), nest.free().size());
            line("take " + name(nest.body()) + ";");
            if (nest.fold().isRow()) {
                line("then");
            } else {
                nest.folded().forEach(extent -> close());
                close();
            }
        }
        String value = name(nest.result());
        // What only the write's index mentions tells kernels apart as well.
        needed(nest.write());
        String combine = nest.combine() == null ? "" : nest.combine().name().toLowerCase(Locale.ROOT) + " ";
        line("out[" + place(nest.write()) + "] " + combine + "= " + value + ";"
                + (nest.isUpdate() ? " // in order" : ""));
        if (nest.fold() != null && nest.fold().isRow()) {
            nest.folded().forEach(extent -> close());
            close();
        }
        nest.free().forEach(extent -> close());
        close();
    }

    private void close() {
        depth--;
        line("}");
    }

    private static String array(DType dtype) {
        return dtype.text() + "[]";
    }

    private void loops(List<Dim> extents, int first) {
        for (int k = 0; k < extents.size(); k++) {
            String i = "i" + (first + k);
            line("for (int " + i + " = 0; " + i + " < " + extents.get(k) + "; " + i + "++) {");
            depth++;
        }
    }

    /** An index in the loops' names; loaded integers by the name of their read. */
    private static String index(Dim dim) {
        return dim.toString().replace('#', 'i').replace('$', 'r');
    }

    private static String place(Nest.Access access) {
        String checked = access.checked().stream()
                .map(c -> "check(" + index(c.index()) + ", " + c.size() + ")*(" + c.stride() + ")")
                .collect(Collectors.joining(" + "));
        return checked.isEmpty()
                ? index(access.offset())
                : checked + (access.offset().is(0) ? "" : " + " + index(access.offset()));
    }

    private String read(int number) {
        Nest.Access access = Objects.requireNonNull(nest.reads().get(number));
        // The name says which read it is, as indices may mention it.
        needed(access);
        String element = "a" + access.operand() + "[" + place(access) + "]";
        if (access.guards().isEmpty()) {
            return "r" + number + ": " + element;
        }
        String guards = access.guards().stream().map(Listing::guard).collect(Collectors.joining(" && "));
        return "r" + number + ": " + guards + " ? " + element + " : 0x" + Long.toHexString(access.otherwise());
    }

    private void needed(Nest.Access access) {
        List<Dim> dims = new ArrayList<>(List.of(access.offset()));
        access.checked().forEach(c -> dims.add(c.index()));
        access.guards().forEach(g -> dims.addAll(List.of(g.value(), g.bound())));
        for (Dim dim : dims) {
            for (String symbol : dim.symbols()) {
                if (symbol.charAt(0) == '$') {
                    int read = Integer.parseInt(symbol, 1, symbol.length(), 10);
                    DType dtype = nest.operands()
                            .get(Objects.requireNonNull(nest.reads().get(read)).operand());
                    name(new Expr.Arg(read, dtype));
                }
            }
        }
    }

    private static String guard(Guard guard) {
        return "0 <= " + index(guard.value()) + " < " + index(guard.bound());
    }

    private String name(Expr expr) {
        String name = names.get(expr);
        if (name == null) {
            name = define(switch (expr) {
                case Expr.Const constant -> constant + " (0x" + Long.toHexString(constant.bits()) + ")";
                case Expr.Arg arg -> read(arg.index());
                case Expr.Index i -> index(i.dim());
                case Expr.Folded folded -> "fold";
                case Expr.Apply apply -> apply.op().name().toLowerCase(Locale.ROOT)
                        + apply.args().stream().map(this::name).collect(Collectors.joining(", ", "(", ")"));
            }, expr.type());
            names.put(expr, name);
        }
        return name;
    }

    private String define(String value, DType type) {
        String definition = type + " = " + value;
        String name = known.get(definition);
        if (name == null) {
            name = "v" + known.size();
            known.put(definition, name);
            line(type + " " + name + " = " + value + ";");
        }
        return name;
    }
}
