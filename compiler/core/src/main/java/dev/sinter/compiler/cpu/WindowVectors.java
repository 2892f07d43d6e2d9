package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.compiler.cpu.Value.Kind;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * Writes a {@link WindowForm}'s inner loop in vectors: lanes are neighbouring units. Where units are two elements apart, two vectors are loaded
 * and parted into the even and the odd elements, and results are put together again the same way. All loads and stores are masked,
 * as rows of windows are often shorter than a vector.
 */
final class WindowVectors {
    /** Shorter rows leave most lanes empty. */
    private static final long SHORTEST_ROW = 4;
    private static final long FEWEST_UNITS = 64;
    /** What a load or a store costs in calls of the Vector API. */
    private static final int CALLS_OF_ACCESS = 4;

    /** A load, or one of two that read neighbours, and what it goes to. */
    private record Fetch(Value even, @Nullable Value odd, long stride) {}

    /** A result, or two that are neighbours. */
    private record Put(int even, int odd) {}

    private final WindowForm.Points points;
    private final DType dtype;
    private final MethodCode code;
    private final KernelClass to;
    private final VectorCode lanes;
    private final List<Fetch> fetches;
    private final List<Put> puts;
    private final int[] masks = {-1, -1, -1, -1, -1};
    private final int left;

    WindowVectors(DType dtype, WindowForm.Points points, MethodCode code, KernelClass to) {
        this.points = points;
        this.dtype = dtype;
        this.code = code;
        this.to = to;
        List<Value> loads = loads(points);
        lanes = MapVectors.code(code, points.coordinate(), to, points.results(), loads);
        fetches = fetches(loads, points.coordinate());
        puts = puts(points);
        left = code.local(Type.INT_TYPE);
    }

    /** Whether a form can be written. */
    static boolean fits(WindowForm form) {
        Nest nest = form.nest();
        Dim units = form.units();
        if (MapVectors.width(nest.dtype()) == 0 || form.row().isConstant() && form.row().constant() < SHORTEST_ROW
                || units.isConstant() && units.constant() < FEWEST_UNITS) {
            return false;
        }
        // Lowered into a class that nobody keeps, to look at the values.
        MethodCode code = new KernelClass("Look", new Tiles("Look")).method(KernelClass.RUN, "()V");
        Values values = new Values();
        Parameters.of(nest).define(code, values);
        WindowForm.Points points = form.points(code, values);
        List<Value> loads = loads(points);
        boolean read = loads.stream().allMatch(load -> {
            long stride = Offset.of(load.arg(0), points.coordinate()).stride();
            return load.args.size() == 1 && load.dtype != null && MapVectors.width(load.dtype) != 0
                    && (stride == 1 || stride == 2);
        });
        VectorFit fit = VectorFit.of(points.coordinate(), points.results(), loads);
        int calls = fit.calls() + CALLS_OF_ACCESS * (loads.size() + points.results().size());
        return read && fit.fits() && fit.lanes() != Lanes.MIXED && calls <= VectorFit.MOST_CALLS
                && points.results().stream().allMatch(result -> result.level == FreeLoops.POINT)
                && !puts(points).isEmpty();
    }

    /** What the results load in each iteration. */
    private static List<Value> loads(WindowForm.Points points) {
        Set<Value> loads = new TreeSet<>(Comparator.comparingInt(value -> value.id));
        Set<Value> seen = new HashSet<>();
        points.results().forEach(result -> collect(result, points.coordinate().level, loads, seen));
        return List.copyOf(loads);
    }

    private static void collect(Value value, int level, Set<Value> loads, Set<Value> seen) {
        if (value.level < level || !seen.add(value)) {
            return;
        }
        if (value.kind == Kind.LOAD) {
            loads.add(value);
        } else {
            value.args.forEach(arg -> collect(arg, level, loads, seen));
        }
    }

    private static List<Fetch> fetches(List<Value> loads, Value coordinate) {
        List<Fetch> fetches = new ArrayList<>();
        List<Value> rest = new ArrayList<>(loads);
        rest.sort(Comparator.comparingLong(load -> Offset.of(load.arg(0), coordinate).constant()));
        while (!rest.isEmpty()) {
            Value even = rest.removeFirst();
            Offset offset = Offset.of(even.arg(0), coordinate);
            Value odd = offset.stride() == 1
                    ? null
                    : rest.stream().filter(other -> other.operand == even.operand
                            && isNext(offset, Offset.of(other.arg(0), coordinate))).findFirst().orElse(null);
            if (odd != null) {
                rest.remove(odd);
            }
            fetches.add(new Fetch(even, odd, offset.stride()));
        }
        return fetches;
    }

    private static boolean isNext(Offset offset, Offset other) {
        return offset.isNear(other) && other.constant() == offset.constant() + 1;
    }

    /** The results in the order of their places; none where they do not fit together. */
    private static List<Put> puts(WindowForm.Points points) {
        List<Offset> offsets = points.positions().stream()
                .map(position -> Offset.of(position, points.coordinate())).toList();
        List<Put> puts = new ArrayList<>();
        Set<Integer> done = new HashSet<>();
        for (int i = 0; i < offsets.size(); i++) {
            if (offsets.get(i).stride() == 1) {
                puts.add(new Put(i, i));
                continue;
            }
            for (int k = 0; k < offsets.size() && offsets.get(i).stride() == 2; k++) {
                if (isNext(offsets.get(i), offsets.get(k)) && done.add(i) && done.add(k)) {
                    puts.add(new Put(i, k));
                    break;
                }
            }
        }
        long put = puts.stream().mapToLong(each -> each.even == each.odd ? 1 : 2).sum();
        return put == offsets.size() ? puts : List.of();
    }

    /** Spreads what changes in loop {@code level} over vectors. */
    void spread(int level) {
        lanes.spread(level);
    }

    /** Writes the inner loop, up to the int local {@code stop}. */
    void emit(int stop) {
        int coordinate = code.named(points.coordinate().name);
        Label next = new Label();
        Label end = new Label();
        code.label(next);
        code.load(Type.INT_TYPE, coordinate);
        code.load(Type.INT_TYPE, stop);
        code.jump(IF_ICMPGE, end);
        code.load(Type.INT_TYPE, stop);
        code.load(Type.INT_TYPE, coordinate);
        code.insn(ISUB);
        code.store(Type.INT_TYPE, left);
        fetches.forEach(this::fetch);
        lanes.open();
        puts.forEach(this::put);
        code.load(Type.INT_TYPE, coordinate);
        length();
        code.insn(IADD);
        code.store(Type.INT_TYPE, coordinate);
        code.jump(GOTO, next);
        code.label(end);
    }

    private void length() {
        VectorTypes.length(code.to, lanes.lanes().counting());
    }

    /**
     * Pushes the mask of an access for lanes of a dtype; it is computed where it is needed first.
     *
     * @param half     0 for the first vector at an access, 1 for the second
     * @param elements how many there are per unit
     * @param missing  how many of them are not there at the last unit
     */
    private void pushMask(int half, int elements, int missing, DType of) {
        int number = elements == 1 ? 0 : 1 + half + 2 * missing;
        if (masks[number] < 0) {
            masks[number] = code.local(Type.getObjectType(VectorTypes.MASK_NAME));
            VectorTypes.species(code.to, lanes.lanes().counting());
            if (half == 0) {
                code.insn(ICONST_0);
            } else {
                length();
            }
            code.load(Type.INT_TYPE, left);
            code.integer(elements);
            code.insn(IMUL);
            code.integer(missing);
            code.insn(ISUB);
            VectorTypes.inRange(code.to);
            code.store(Type.getObjectType(VectorTypes.MASK_NAME), masks[number]);
        }
        lanes.mask(masks[number]);
        lanes.pushMask(of);
    }

    private void fetch(Fetch fetch) {
        DType of = VectorFit.dtype(fetch.even);
        if (fetch.stride == 1) {
            load(fetch.even, 0, 1, 0);
            keep(fetch.even, of);
            return;
        }
        int missing = fetch.odd == null ? 1 : 0;
        Type vector = VectorTypes.type(of);
        int low = code.local(vector);
        int high = code.local(vector);
        load(fetch.even, 0, 2, missing);
        code.store(vector, low);
        load(fetch.even, 1, 2, missing);
        code.store(vector, high);
        rearrange("Unzip", 0, of, low, high);
        keep(fetch.even, of);
        if (fetch.odd != null) {
            rearrange("Unzip", 1, of, low, high);
            keep(fetch.odd, of);
        }
    }

    private void keep(Value value, DType of) {
        Type vector = VectorTypes.type(of);
        int local = code.local(vector);
        code.store(vector, local);
        lanes.bind(value, local);
    }

    private void load(Value value, int half, int elements, int missing) {
        DType of = VectorFit.dtype(value);
        VectorTypes.species(code.to, of);
        code.to.visitVarInsn(ALOAD, code.named("%" + value.operand));
        code.push(value.arg(0));
        if (half == 1) {
            length();
            code.insn(IADD);
        }
        pushMask(half, elements, missing, of);
        VectorTypes.loadMasked(code.to, of);
    }

    private void rearrange(String kind, int part, DType of, int low, int high) {
        Type vector = VectorTypes.type(of);
        code.load(vector, low);
        code.to.visitFieldInsn(GETSTATIC, to.internalName(), to.shuffle(kind, part, of), VectorTypes.SHUFFLE);
        code.load(vector, high);
        VectorTypes.rearrange(code.to, of);
    }

    private void put(Put put) {
        lanes.push(points.results().get(put.even));
        if (put.even == put.odd) {
            store(put, 0, 1);
            return;
        }
        Type vector = VectorTypes.type(dtype);
        int even = code.local(vector);
        int odd = code.local(vector);
        code.store(vector, even);
        lanes.push(points.results().get(put.odd));
        code.store(vector, odd);
        for (int half = 0; half < 2; half++) {
            rearrange("Zip", half, dtype, even, odd);
            store(put, half, 2);
        }
    }

    private void store(Put put, int half, int elements) {
        code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
        code.push(points.positions().get(put.even));
        if (half == 1) {
            length();
            code.insn(IADD);
        }
        pushMask(half, elements, 0, dtype);
        VectorTypes.storeMasked(code.to, dtype);
    }
}
