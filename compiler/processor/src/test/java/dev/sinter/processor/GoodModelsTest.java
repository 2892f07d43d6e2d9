package dev.sinter.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Module;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Entry;
import dev.sinter.runtime.State;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("U2: a @Model becomes a program while javac runs")
class GoodModelsTest {
    static List<String> models() {
        return Folder.models("good");
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("whose source is as expected, without a word from javac")
    void sourceIsAsExpected(String model) throws IOException {
        Compilation compilation = compile(model);
        assertThat(compilation.generatedSourceFiles()).hasSize(2);
        for (var source : compilation.generatedSourceFiles()) {
            String path = source.toUri().getPath();
            Folder.expect(path.substring(path.lastIndexOf('/') + 1), Javacs.text(source));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("whose files are the same each time")
    void filesAreTheSameEachTime(String model) {
        Map<String, byte[]> first = Javacs.classOutput(compile(model));
        Map<String, byte[]> second = Javacs.classOutput(compile(model));
        assertThat(first).hasSizeGreaterThan(3);
        assertThat(second.keySet()).isEqualTo(first.keySet());
        first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    @DisplayName("that computes what the model computes, to the bit, for any batch")
    void computesWhatTheModelComputes() throws Exception {
        ClassLoader loader = Javacs.load(compile("Mlp"));
        Object program = make(loader, "shop.MlpProgram");
        Sinter.manualSeed(0);
        Module model = (Module) make(loader, "shop.Mlp");
        for (int n : new int[]{1, 0, 7}) {
            float[] x = random(n * 4);
            float[] eager = model.call(tensor(x, n, 4)).toBuffer().floats();
            assertThat(call(program, "predict", (Object) x)).isEqualTo(eager);
            Buffer y = (Buffer) call(program, "predict", Buffer.of(x, n, 4));
            assertThat(y.floats()).isEqualTo(eager);
            assertThat(y.sizes()).containsExactly(n, 3);
        }
    }

    @Test
    @DisplayName("under the names that it declares, convolutions and nested modules included")
    void namesAreDeclared() throws Exception {
        ClassLoader loader = Javacs.load(compile("DigitsNet"));
        Sinter.manualSeed(0);
        Module model = (Module) make(loader, "shop.DigitsNet");
        float[] images = random(3 * 144);
        assertThat(call(make(loader, "shop.Digits"), "scores", (Object) images))
                .isEqualTo(model.call(tensor(images, 3, 1, 12, 12)).toBuffer().floats());
    }

    @Test
    @DisplayName("that takes several arrays of any dtype, and infers sizes from their lengths")
    void infersSizes() throws Exception {
        Object program = make(Javacs.load(compile("Lookup")), "shop.Lookup_BestProgram");
        double[] table = {1, 5, 2, 9, 8, 7};
        assertThat(call(program, "best", table, new long[]{100, 200}, new double[4])).isEqualTo(new long[]{101, 200});
        assertThatThrownBy(() -> call(program, "best", new double[5], new long[2], new double[4]))
                .hasMessage("table: f64[R,C] cannot be an array of 5 elements; needed is a multiple of 2");
        assertThatThrownBy(() -> call(program, "best", table, new long[2], new double[3]))
                .hasMessageContaining("f64[4]");
    }

    @Test
    @DisplayName("that needs the runtime only, and shares or restores weights")
    void needsTheRuntimeOnly() throws Exception {
        Map<String, byte[]> files = Javacs.classOutput(compile("Mlp"));
        ClassLoader runtimeOnly = new ClassLoader(GoodModelsTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("shop.")) {
                    throw new ClassNotFoundException(name);
                }
                if (name.startsWith("dev.sinter.") && !name.startsWith("dev.sinter.runtime.")
                        && !name.startsWith("dev.sinter.types.")) {
                    throw new AssertionError(name + " is no part of the runtime");
                }
                return super.loadClass(name, resolve);
            }
        };
        ClassLoader loader = Javacs.load(files, runtimeOnly);
        Object program = make(loader, "shop.MlpProgram");
        State state = (State) call(program, "state");
        assertThat(state.names()).containsExactly("hidden.bias", "hidden.weight", "output.bias", "output.weight");
        Arrays.fill(state.get("output.weight").floats(), 0);
        Arrays.fill(state.get("output.bias").floats(), 2);
        Constructor<?> withState = loader.loadClass("shop.MlpProgram").getConstructor(State.class);
        assertThat(call(withState.newInstance(state), "predict", (Object) random(4))).isEqualTo(new float[]{2, 2, 2});
        assertThat(((Entry) call(program, "entry")).signature().toString())
                .startsWith("predict(x: f32[N,4], state hidden.weight: f32[13,4], ");
        assertThatThrownBy(() -> call(program, "predict", (Object) new float[5])).hasMessage(
                "x: f32[N,4] cannot be an array of 5 elements; needed is a multiple of 4");
    }

    private static Compilation compile(String model) {
        Compilation compilation = Javacs.compile(Folder.source("good", model));
        assertThat(Javacs.report(compilation)).isEmpty();
        return compilation;
    }

    private static Tensor tensor(float[] elements, long... sizes) {
        return Sinter.tensor(Buffer.of(elements, sizes));
    }

    private static float[] random(int count) {
        Random random = new Random(7);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    static Object make(ClassLoader loader, String name) throws Exception {
        Constructor<?> constructor = loader.loadClass(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    /** Calls the one method of that name whose parameters take the arguments. */
    static Object call(Object program, String name, Object... arguments) throws Exception {
        for (Method method : program.getClass().getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (method.getName().equals(name) && types.length == arguments.length
                    && IntStream.range(0, types.length)
                            .allMatch(i -> types[i].isInstance(arguments[i]))) {
                method.setAccessible(true);
                try {
                    return method.invoke(program, arguments);
                } catch (InvocationTargetException e) {
                    throw (Exception) e.getTargetException();
                }
            }
        }
        throw new NoSuchMethodException(name);
    }
}
