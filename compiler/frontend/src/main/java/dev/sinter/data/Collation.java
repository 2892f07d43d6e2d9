package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How several examples become a batch, if the dataset does not say otherwise.
 *
 * <p>Tensors and Java arrays of numbers, all of one shape and dtype, are stacked along a new first axis. Numbers become a vector: int64
 * from integers of any size, float32 from floats, float64 from doubles, bool from booleans. Strings and enum constants become a list.
 * Lists are collated by position, maps by key, records by component; a record of tensors becomes a record of the same type, one
 * whose components are no tensors a map.
 */
public final class Collation {
    private Collation() {}

    /** The batch of these examples; anything but what is named above is refused. */
    public static Object of(List<?> examples) {
        if (examples.isEmpty()) {
            throw new Diagnostic("a batch of no examples");
        }
        Object first = Objects.requireNonNull(examples.getFirst(), "an example is null");
        for (Object each : examples) {
            if (kind(each) != kind(first)) {
                throw new Diagnostic("a batch of examples of different kinds: " + name(first) + " and " + name(each)
                        + "; give all examples one structure");
            }
        }
        return switch (first) {
            case Tensor _ -> Rows.stack(buffers(examples, each -> ((Tensor) each).toBuffer()));
            case Double _ -> vector(examples.stream().mapToDouble(each -> (Double) each).toArray());
            case Float _ -> vector(floats(examples));
            case Integer _,Long _,Short _,Byte _ ->
                vector(examples.stream().mapToLong(each -> ((Number) each).longValue()).toArray());
            case Boolean _ -> vector(booleans(examples));
            case String _,Enum<?> _ -> List.copyOf(examples);
            case Map<?, ?> map -> byKey(map, examples);
            case Record record -> records(record, examples);
            case List<?> list -> lists(list, examples);
            default -> {
                if (first.getClass().isArray()) {
                    yield Rows.stack(buffers(examples, each -> Sinter.tensor(each).toBuffer()));
                }
                throw new Diagnostic("an example is a " + first.getClass().getName()
                        + "; tensors, numbers, booleans, text, arrays, lists, maps and records of these can be put together;"
                        + " give the dataset a function to collate with for others");
            }
        };
    }

    /** What must be the same of all examples. */
    private static Object kind(Object example) {
        return switch (example) {
            case Tensor _ -> Tensor.class;
            case Integer _,Long _,Short _,Byte _ -> Long.class;
            case Map<?, ?> _ -> Map.class;
            case List<?> _ -> List.class;
            case Enum<?> constant -> constant.getDeclaringClass();
            case null -> Void.class;
            default -> example.getClass();
        };
    }

    private static String name(Object example) {
        return example == null ? "null" : example instanceof Tensor ? "Tensor" : example.getClass().getSimpleName();
    }

    private static List<Buffer> buffers(List<?> examples, Function<Object, Buffer> buffer) {
        List<Buffer> buffers = new ArrayList<>(examples.size());
        examples.forEach(each -> buffers.add(buffer.apply(each)));
        return buffers;
    }

    private static Tensor vector(Object numbers) {
        return Sinter.tensor(switch (numbers) {
            case double[] doubles -> Buffer.of(doubles, doubles.length);
            case float[] floats -> Buffer.of(floats, floats.length);
            case boolean[] booleans -> Buffer.of(booleans, booleans.length);
            default -> Buffer.of((long[]) numbers, Array.getLength(numbers));
        });
    }

    private static float[] floats(List<?> examples) {
        float[] numbers = new float[examples.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (Float) examples.get(i);
        }
        return numbers;
    }

    private static boolean[] booleans(List<?> examples) {
        boolean[] values = new boolean[examples.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (Boolean) examples.get(i);
        }
        return values;
    }

    private static List<Object> lists(List<?> first, List<?> examples) {
        for (Object each : examples) {
            if (((List<?>) each).size() != first.size()) {
                throw new Diagnostic("a batch of lists of different lengths: " + first.size() + " and "
                        + ((List<?>) each).size() + "; give all examples one structure");
            }
        }
        return IntStream.range(0, first.size())
                .mapToObj(part -> of(parts(examples, each -> ((List<?>) each).get(part)))).toList();
    }

    private static Map<Object, Object> byKey(Map<?, ?> first, List<?> examples) {
        for (Object each : examples) {
            if (!((Map<?, ?>) each).keySet().equals(first.keySet())) {
                throw new Diagnostic("a batch of maps with different keys: " + first.keySet() + " and "
                        + ((Map<?, ?>) each).keySet() + "; give all examples one structure");
            }
        }
        Map<Object, Object> batch = new LinkedHashMap<>();
        first.keySet().forEach(key -> batch.put(key, of(parts(examples, each -> ((Map<?, ?>) each).get(key)))));
        return batch;
    }

    private static Object records(Record first, List<?> examples) {
        List<Map<String, Object>> maps = examples.stream().map(each -> Records.parts((Record) each)).toList();
        Map<String, Object> batch = new LinkedHashMap<>();
        Arrays.stream(first.getClass().getRecordComponents())
                .forEach(part -> batch.put(part.getName(),
                        of(parts(maps, each -> ((Map<?, ?>) each).get(part.getName())))));
        return Records.fits(first.getClass(), batch) ? Records.of(first.getClass(), batch) : batch;
    }

    private static List<Object> parts(List<?> examples, Function<Object, Object> part) {
        List<Object> parts = new ArrayList<>(examples.size());
        examples.forEach(each -> parts.add(part.apply(each)));
        return parts;
    }
}
