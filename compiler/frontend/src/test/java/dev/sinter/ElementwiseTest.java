package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Smooth;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("T7: element by element,")
class ElementwiseTest {
    /** Ops whose methods have another name than they. */
    private static final Map<Elementwise, String> RENAMED = Map.ofEntries(Map.entry(Elementwise.REM, "fmod"),
            Map.entry(Elementwise.MAX, "maximum"), Map.entry(Elementwise.MIN, "minimum"),
            Map.entry(Elementwise.AND, "bitwiseAnd"), Map.entry(Elementwise.OR, "bitwiseOr"),
            Map.entry(Elementwise.XOR, "bitwiseXor"), Map.entry(Elementwise.NOT, "bitwiseNot"),
            Map.entry(Elementwise.SHIFT_LEFT, "bitwiseLeftShift"),
            Map.entry(Elementwise.SHIFT_RIGHT, "bitwiseRightShift"));

    static Stream<Elementwise> ops() {
        return Arrays.stream(Elementwise.values()).filter(op -> op.arity() < 3 && op != Elementwise.RANDOM_BITS);
    }

    /** The method of the op's name, called with these tensors. */
    private static Tensor call(Elementwise op, List<Tensor> x) {
        String name = RENAMED.getOrDefault(op, op.opName());
        return Arrays.stream(Tensor.class.getMethods())
                .filter(method -> method.getName().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))
                        && Arrays.equals(method.getParameterTypes(),
                                x.stream().skip(1).map(y -> Tensor.class).toArray()))
                .findFirst().map(method -> {
                    try {
                        return (Tensor) method.invoke(x.get(0), x.stream().skip(1).toArray());
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(op.opName(), e);
                    }
                }).orElseThrow(() -> new AssertionError("Tensor has no method " + name));
    }

    private static List<Tensor> arguments(Elementwise op, DType dtype) {
        Random random = new Random(op.ordinal());
        Smooth smooth = op.smooth().isNowhere() ? Smooth.EVERYWHERE : op.smooth();
        List<Tensor> x = new ArrayList<>();
        for (int i = 0; i < op.arity(); i++) {
            x.add(Sinter
                    .tensor(random.doubles(50, Math.max(smooth.low(), -2.5), Math.min(smooth.high(), 2.5)).toArray())
                    .to(dtype));
        }
        return x;
    }

    @ParameterizedTest(name = "{0} is a method, which records that op")
    @MethodSource("ops")
    void everyOpIsAMethod(Elementwise op) {
        DType dtype = Stream.of(DType.F64, DType.I64).filter(each -> {
            try {
                Ops.apply(op, arguments(op, each).toArray(Tensor[]::new));
                return true;
            } catch (Diagnostic e) {
                return false;
            }
        }).findFirst().orElseThrow();
        List<Tensor> x = arguments(op, dtype);
        double[] expected = Ops.apply(op, x.toArray(Tensor[]::new)).toDouble().toDoubleArray();
        assertThat(call(op, x).toDouble().toDoubleArray()).containsExactly(expected);
    }

    static Stream<Elementwise> smoothOps() {
        return ops().filter(op -> !op.smooth().isNowhere());
    }

    @ParameterizedTest(name = "the gradient of {0} is its slope")
    @MethodSource("smoothOps")
    void theGradientIsTheSlope(Elementwise op) {
        List<Tensor> x = arguments(op, DType.F64);
        x.forEach(Tensor::requiresGrad_);
        call(op, x).sum().backward();
        for (int i = 0; i < x.size(); i++) {
            int which = i;
            UnaryOperator<Tensor> along = moved -> {
                List<Tensor> all = new ArrayList<>(x.stream().map(Tensor::detach).toList());
                all.set(which, moved);
                return call(op, all);
            };
            Tensor at = x.get(i).detach();
            double[] slope = along.apply(at.add(1e-6)).sub(along.apply(at.sub(1e-6))).div(2e-6).toDoubleArray();
            Tensor grad = x.get(i).grad();
            assertThat(grad == null ? new double[50] : grad.toDoubleArray()).containsExactly(slope, within(1e-6));
        }
    }

    /** As PyTorch has them. */
    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            expm1 | 0 -0.0 1e-20 inf -inf nan        | 0 -0.0 1e-20 inf -1 nan
            log1p | 0 -0.0 -1 -2 inf 1e-20           | 0 -0.0 -inf nan inf 1e-20
            log2  | 8 0.125 0 -1 inf                 | 3 -3 -inf nan inf
            log10 | 1000 0.01 0 -1                   | 3 -2 -inf nan
            exp2  | 10 -1 -inf inf 0.5               | 1024 0.5 0 inf 1.4142135
            sinh  | 0 -0.0 inf -inf                  | 0 -0.0 inf -inf
            cosh  | 0 inf -inf                       | 1 inf inf
            asin  | 1 -1 1.5 0                       | 1.5707964 -1.5707964 nan 0
            acos  | 1 -1 0 2                         | 0 3.1415927 1.5707964 nan
            atan  | inf -inf 1 -0.0                  | 1.5707964 -1.5707964 0.7853982 -0.0
            asinh | inf -0.0                         | inf -0.0
            acosh | 1 0.5 inf                        | 0 nan inf
            atanh | 1 -1 2 0                         | inf -inf nan 0
            tan   | 0 inf                            | 0 nan
            floor | 1.5 -1.5 -0.0 inf                | 1 -2 -0.0 inf
            ceil  | 1.5 -1.5 -0.5                    | 2 -1 -0.0
            round | 0.5 1.5 2.5 -0.5                 | 0 2 2 -0.0
            trunc | 1.7 -1.7                         | 1 -1
            frac  | 1.5 -1.5 2                       | 0.5 -0.5 0
            sign  | -3 0 -0.0 2 nan                  | -1 0 -0.0 1 nan
            sinc  | 0 1 0.5 -3                       | 1 0 0.63661975 0
            erfc   | 0 inf -inf 10                   | 1 0 2 2.0884876e-45
            erfinv | 0 -0.0 1 -1 1.5 0.5             | 0 -0.0 inf -inf nan 0.47693628
            lgamma | 1 2 0 -1 -0.5 10 inf -inf       | 0 0 inf inf 1.2655121 12.801827 inf inf
            digamma | 0 -0.0 1 -1 inf 10             | -inf inf -0.5772157 nan inf 2.2517526
            isNaN | nan 1 inf                        | 1 0 0
            isInf | nan 1 -inf                       | 0 0 1
            isFinite | nan 1 inf                     | 0 1 0
            isPosInf | inf -inf 0                    | 1 0 0
            isNegInf | inf -inf 0                    | 0 1 0
            signBit | -0.0 0 -1 inf                  | 1 0 1 0
            """)
    void hasPyTorchsSpecialValues(String name, String arguments, String expected) throws ReflectiveOperationException {
        Tensor y = (Tensor) Tensor.class.getMethod(name).invoke(Sinter.tensor(floats(arguments)));
        assertThat(y.toFloat().toFloatArray()).containsExactly(floats(expected));
    }

    @ParameterizedTest(name = "{0} of {1} and {2} is {3}")
    @CsvSource(delimiter = '|', textBlock = """
            atan2     | 0 -0.0 1 -1 0 inf      | -1 -1 0 -0.0 0 inf     | 3.1415927 -3.1415927 1.5707964 -1.5707964 0 0.7853982
            hypot     | 3 inf nan 1e38         | 4 nan inf 1e38         | 5 inf inf 1.4142135e38
            logAddExp | 0 -inf inf 1000 -inf   | 0 -inf 1 1000 2        | 0.6931472 -inf inf 1000.6932 2
            xlogy     | 0 0 1 0 2              | 0 -1 0 nan 1           | 0 0 -inf nan 0
            copySign  | 1 -2 0 3               | -0.0 5 -1 0            | -1 2 -0.0 3
            nextAfter | 1 0 0 1                | 2 -1 0 nan             | 1.0000001 -1.4e-45 0 nan
            fmod      | -5 5 5.5 -0.0          | 3 -3 2 1               | -2 2 1.5 -0.0
            remainder | -5 5 5.5               | 3 -3 -2                | 1 -1 -0.5
            floorDivide | -5 5 7 1             | 2 -2 2 0               | -3 -3 3 inf
            fmax      | nan 1 nan 2            | 1 nan nan 3            | 1 1 nan 3
            fmin      | nan 1 nan 2            | 1 nan nan 3            | 1 1 nan 2
            maximum   | nan 1                  | 1 2                    | nan 2
            heaviside | -1 0 2 nan             | 9 9 9 9                | 0 9 1 nan
            """)
    void hasPyTorchsSpecialValuesOfTwo(String name, String x, String y, String expected)
            throws ReflectiveOperationException {
        Tensor z = (Tensor) Tensor.class.getMethod(name, Tensor.class).invoke(Sinter.tensor(floats(x)),
                Sinter.tensor(floats(y)));
        assertThat(z.toFloatArray()).containsExactly(floats(expected));
    }

    private static float[] floats(String text) {
        String[] words = text.split(" +");
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = switch (words[i]) {
                case "inf" -> Float.POSITIVE_INFINITY;
                case "-inf" -> Float.NEGATIVE_INFINITY;
                case "nan" -> Float.NaN;
                default -> Float.parseFloat(words[i]);
            };
        }
        return numbers;
    }

    @Test
    @DisplayName("integers shift as PyTorch's do, whatever the distance")
    void integersShift() {
        Tensor x = Sinter.tensor(new int[]{1, -8, 5, -1, 3});
        Tensor by = Sinter.tensor(new int[]{3, 1, 40, 40, -1});
        assertThat(x.bitwiseLeftShift(by).toIntArray()).containsExactly(8, -16, 0, 0, 0);
        assertThat(x.bitwiseRightShift(by).toIntArray()).containsExactly(0, -4, 0, -1, 0);
        assertThatThrownBy(() -> Sinter.tensor(1.5f).bitwiseLeftShift(1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("an integer dtype is needed");
    }

    @Test
    @DisplayName("division rounds as it is told, and integers by zero are an error that says so")
    void divisionRoundsAsItIsTold() {
        Tensor x = Sinter.tensor(new int[]{-7, 7, -6});
        Tensor y = Sinter.tensor(new int[]{2, -2, 3});
        assertThat(x.div(y, Rounding.FLOOR).toIntArray()).containsExactly(-4, -4, -2);
        assertThat(x.div(y, Rounding.TRUNC).toIntArray()).containsExactly(-3, -3, -2);
        assertThat(x.div(2, Rounding.FLOOR).toIntArray()).containsExactly(-4, 3, -3);
        assertThat(x.toFloat().div(y, Rounding.TRUNC).toFloatArray()).containsExactly(-3, -3, -2);
        assertThat(x.div(2.0, Rounding.TRUNC).toFloatArray()).containsExactly(-3, 3, -3);
        assertThat(Sinter.tensor(new float[]{-7}).div_(Sinter.tensor(2f), Rounding.FLOOR).item()).isEqualTo(-4.0);
        for (Rounding rounding : Rounding.values()) {
            assertThatThrownBy(() -> x.div(0, rounding).toIntArray()).isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("an integer is divided by zero");
        }
    }

    @Test
    @DisplayName("integers become float32 where a function gives real numbers")
    void integersBecomeFloat32() {
        assertThat(Sinter.tensor(new int[]{1}).asinh().dtype()).isEqualTo(DType.F32);
        assertThat(Sinter.tensor(new int[]{1}).atan2(Sinter.tensor(new double[]{1})).dtype()).isEqualTo(DType.F64);
    }

    @Test
    @DisplayName("clamp takes tensors, passes gradients at the bounds, and keeps NaN")
    void clampTakesTensors() {
        Tensor x = Sinter.tensor(new float[]{-2, 0, 1, 3, Float.NaN}).requiresGrad_();
        Tensor y = x.clamp(Sinter.tensor(new float[]{-1, 0, 0, 0, 0}), Sinter.tensor(1f));
        assertThat(y.toFloatArray()).containsExactly(-1, 0, 1, 1, Float.NaN);
        y.sum().backward();
        assertThat(java.util.Objects.requireNonNull(x.grad()).toFloatArray()).containsExactly(0, 1, 1, 0, 1);
    }

    @Test
    @DisplayName("lerp reaches both ends exactly")
    void lerpReachesBothEnds() {
        Tensor a = Sinter.tensor(new float[]{0.1f, 1e8f});
        Tensor b = Sinter.tensor(new float[]{0.3f, 1f});
        assertThat(a.lerp(b, 0).toFloatArray()).containsExactly(a.toFloatArray());
        assertThat(a.lerp(b, 1).toFloatArray()).containsExactly(b.toFloatArray());
        assertThat(a.lerp(b, Sinter.tensor(new float[]{0, 1})).toFloatArray()).containsExactly(0.1f, 1f);
    }

    @Test
    @DisplayName("T14: in-place forms write into the tensor, and refuse results of a higher category")
    void inPlaceFormsWriteIntoTheTensor() {
        Tensor x = Sinter.tensor(new float[]{0.25f, 4});
        Tensor view = x.view(2, 1);
        assertThat(x.sqrt_()).isSameAs(x);
        assertThat(view.toFloatArray()).containsExactly(0.5f, 2);
        x.clamp_(1, 1.5).log2_();
        assertThat(view.toFloatArray()).containsExactly(0, 0.5849625f);
        assertThatThrownBy(() -> Sinter.tensor(new int[]{4}).sqrt_()).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("sqrt_");
    }

    @Test
    @DisplayName("nextAfter of the 16-bit floats is refused by name")
    void nextAfterOfNarrowFloatsIsRefused() {
        Tensor x = Sinter.tensor(1f).to(DType.F16);
        assertThatThrownBy(() -> x.nextAfter(x)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("nextafter").hasMessageContaining("f32 or f64");
    }

    @Test
    @DisplayName("nanToNum replaces what is not finite")
    void nanToNumReplaces() {
        Tensor x = Sinter.tensor(new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1});
        assertThat(x.nanToNum(0, 9, -9).toFloatArray()).containsExactly(0, 9, -9, 1);
    }
}
