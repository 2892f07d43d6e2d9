package dev.sinter.compiler.operations;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.nn.Window;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A call of an operation that is accepted, found by trying arguments of the right types.
 *
 * @param tensors what stands for its tensors, the receiver first: a dtype of null is the one that the example is tried with
 * @param others  its other arguments, null where a tensor goes
 */
record Example(Method method, List<Sample> tensors, List<@Nullable Object> others) {
    /** A tensor to try: a shape, and a dtype where it has to be that one. */
    record Sample(@Nullable DType dtype, long... sizes) {
        Tensor make(DType other) {
            DType made = dtype == null ? other : dtype;
            Shape shape = Shape.of(sizes);
            if (made == DType.BOOL || dtype != null) {
                return Sinter.zeros(shape, made);
            }
            // Well inside the domain of most functions, no two alike.
            Tensor numbers = Sinter.arange(1, shape.numel().constant() + 1).reshape(shape);
            return made.isFloating() ? numbers.to(made).div(2 * shape.numel().constant()) : numbers.to(made);
        }

        /** Its type, with sizes of {@code symbol} called N. */
        String type(DType other, long symbol) {
            return (dtype == null ? other : dtype) + LongStream.of(sizes)
                    .mapToObj(size -> size == symbol ? "N" : String.valueOf(size))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    private static final long NO_SYMBOL = -1;
    private static final List<Sample> RECEIVERS = List.of(
            new Sample(null, 3, 4), new Sample(null, 3), new Sample(null, 3, 3), new Sample(null, 3, 3, 4),
            new Sample(null, 3, 2, 8, 8), new Sample(null, 3, 2, 8), new Sample(null, 3, 2, 8, 8, 8),
            new Sample(null), new Sample(null, 3, 1), new Sample(DType.I64, 3), new Sample(DType.I64, 3, 4),
            new Sample(DType.BOOL, 3, 4));
    private static final List<Sample> OPERANDS = List.of(
            new Sample(null, 3, 4), new Sample(null, 4, 3), new Sample(null, 3), new Sample(null, 4),
            new Sample(DType.I64, 3, 4), new Sample(DType.I64, 3), new Sample(DType.BOOL, 3, 4), new Sample(null, 3, 3),
            new Sample(null), new Sample(null, 3, 4, 3), new Sample(null, 2, 2, 3, 3), new Sample(null, 2, 2, 3),
            new Sample(null, 2, 2, 3, 3, 3), new Sample(null, 2), new Sample(null, 2, 4), new Sample(DType.BOOL, 3));

    /** The first call that is accepted for this dtype. */
    static Optional<Example> of(Operation operation, DType dtype) {
        for (Method method : operation.overloads()) {
            int count = Modifier.isStatic(method.getModifiers()) ? 0 : 1;
            for (Class<?> type : method.getParameterTypes()) {
                count += type == Tensor.class ? 1 : type == List.class ? 2 : 0;
            }
            for (int numbers = 0; numbers < 3; numbers++) {
                List<@Nullable Object> others = others(method, numbers);
                if (others != null && count <= 4) {
                    Optional<Example> found = search(method, others, new ArrayList<>(), count, dtype);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Example> search(Method method, List<@Nullable Object> others, List<Sample> chosen,
            int count,
            DType dtype) {
        if (chosen.size() == count) {
            Example example = new Example(method, List.copyOf(chosen), others);
            return example.isAccepted(dtype) ? Optional.of(example) : Optional.empty();
        }
        for (Sample sample : chosen.isEmpty() ? RECEIVERS : OPERANDS) {
            chosen.add(sample);
            Optional<Example> found = search(method, others, chosen, count, dtype);
            chosen.removeLast();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Arguments that are no tensors, by their types; null where a type is not known. */
    private static @Nullable List<@Nullable Object> others(Method method, int choice) {
        List<@Nullable Object> others = new ArrayList<>();
        int ints = 0;
        for (Class<?> type : method.getParameterTypes()) {
            if (type == Tensor.class || type == List.class) {
                others.add(null);
            } else if (type == int.class) {
                others.add(choice == 0 ? ints : choice == 1 ? 1 : ints < 2 ? 2 : 0);
                ints++;
            } else if (type == long.class) {
                others.add(choice == 2 ? 4L : 1L);
            } else if (type == double.class) {
                others.add(0.5 + 0.25 * others.size());
            } else if (type == boolean.class) {
                others.add(choice == 2);
            } else if (type == int[].class) {
                others.add(choice == 0 ? new int[]{} : choice == 1 ? new int[]{1, 0} : new int[]{0});
            } else if (type == long[].class) {
                others.add(choice == 0 ? new long[]{3, 4} : choice == 1 ? new long[]{1, 1} : new long[]{2, 2});
            } else if (type == DType.class) {
                others.add(DType.F64);
            } else if (type == Number.class) {
                others.add(2);
            } else if (type == Shape.class) {
                others.add(Shape.of(3, 4));
            } else if (type == Window.class) {
                others.add(Window.of(choice == 0 ? 2 : 3));
            } else if (type.isEnum()) {
                others.add(Array.get(type.getEnumConstants(), choice % type.getEnumConstants().length));
            } else {
                return null;
            }
        }
        return others;
    }

    boolean isAccepted(DType dtype) {
        return trace(dtype, NO_SYMBOL).isPresent();
    }

    /** The result; of several, the first one that is floating, else the first. */
    Tensor call(List<Tensor> given) {
        int next = 0;
        Object receiver = Modifier.isStatic(method.getModifiers()) ? null : given.get(next++);
        @Nullable Object[] arguments = others.toArray();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == null) {
                boolean two = method.getParameterTypes()[i] == List.class;
                arguments[i] = two ? given.subList(next, next + 2) : given.get(next);
                next += two ? 2 : 1;
            }
        }
        try {
            return tensor(method.invoke(receiver, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tensor tensor(Object result) throws ReflectiveOperationException {
        if (result instanceof List<?> list) {
            return (Tensor) list.get(0);
        }
        if (result instanceof Record record) {
            RecordComponent first = record.getClass().getRecordComponents()[0];
            return (Tensor) first.getAccessor().invoke(record);
        }
        return (Tensor) result;
    }

    /** How often it can be differentiated by its first tensor, up to 2. */
    int orders(DType dtype) {
        try {
            List<Tensor> given = tensors.stream().map(sample -> sample.make(dtype)).toList();
            Tensor x = given.stream().filter(each -> each.dtype().isFloating()).findFirst().orElseThrow()
                    .requiresGrad_();
            Tensor y = call(given);
            if (!y.requiresGrad()) {
                return 0;
            }
            Tensor first = Sinter.grad(y.square().sum(), List.of(x), true).get(0);
            Sinter.grad(first.square().sum(), List.of(x), true);
            return 2;
        } catch (RuntimeException e) {
            return 0;
        }
    }

    /** Its graph with a symbolic size; empty where it takes none. */
    Optional<Trace> symbolic(DType dtype) {
        return trace(dtype, 3).or(() -> trace(dtype, 4));
    }

    private Optional<Trace> trace(DType dtype, long symbol) {
        try {
            String[] inputs = new String[tensors.size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = "x" + i + ": " + tensors.get(i).type(dtype, symbol);
            }
            return Optional.of(Sinter.trace(in -> List.of(call(in)), inputs));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
