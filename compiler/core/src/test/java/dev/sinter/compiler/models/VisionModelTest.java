package dev.sinter.compiler.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.models.vision.AlexNet;
import dev.sinter.models.vision.DenseNet;
import dev.sinter.models.vision.MobileNetV2;
import dev.sinter.models.vision.ResNet;
import dev.sinter.models.vision.SqueezeNet;
import dev.sinter.models.vision.VGG;
import dev.sinter.nn.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models built under a seed, against the outputs that torchvision records. The large ones run with
 * {@code -Dgroups=large -Dsinter.test.excluded=none}.
 */
class VisionModelTest {
    private static final int CLASSES = 50;
    private static final Map<String, IntFunction<Module>> MODELS = models();

    private static Map<String, IntFunction<Module>> models() {
        Map<String, IntFunction<Module>> models = new LinkedHashMap<>();
        models.put("squeezenet1_0", SqueezeNet::squeezenet1x0);
        models.put("squeezenet1_1", SqueezeNet::squeezenet1x1);
        models.put("mobilenet_v2", MobileNetV2::new);
        models.put("resnet18", ResNet::resnet18);
        models.put("resnet34", ResNet::resnet34);
        models.put("resnet50", ResNet::resnet50);
        models.put("resnet101", ResNet::resnet101);
        models.put("resnet152", ResNet::resnet152);
        models.put("resnext50_32x4d", ResNet::resnext50x32x4d);
        models.put("resnext101_32x8d", ResNet::resnext101x32x8d);
        models.put("resnext101_64x4d", ResNet::resnext101x64x4d);
        models.put("wide_resnet50_2", ResNet::wideResnet50x2);
        models.put("wide_resnet101_2", ResNet::wideResnet101x2);
        models.put("densenet121", DenseNet::densenet121);
        models.put("densenet161", DenseNet::densenet161);
        models.put("densenet169", DenseNet::densenet169);
        models.put("densenet201", DenseNet::densenet201);
        models.put("alexnet", AlexNet::new);
        models.put("vgg11", VGG::vgg11);
        models.put("vgg11_bn", VGG::vgg11bn);
        models.put("vgg13", VGG::vgg13);
        models.put("vgg13_bn", VGG::vgg13bn);
        models.put("vgg16", VGG::vgg16);
        models.put("vgg16_bn", VGG::vgg16bn);
        models.put("vgg19", VGG::vgg19);
        models.put("vgg19_bn", VGG::vgg19bn);
        return models;
    }

    static Iterable<String> large() {
        return MODELS.keySet();
    }

    /** What the model of that name, made under seed 0, makes of random pixels. */
    private static float[] output(String name) {
        Sinter.manualSeed(0);
        Module model = MODELS.get(name).apply(CLASSES);
        model.eval();
        Tensor x = Sinter.rand(1, 3, 224, 224);
        return Sinter.noGrad(() -> model.call(x)).toFloatArray();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mobilenet_v2", "resnet18"})
    @DisplayName("N7, T17: a model made under seed 0 gives the outputs that torchvision records")
    void recorded(String name) throws IOException {
        assumeTrue(Files.exists(file(name)), () -> "no recorded outputs in " + file(name));
        compare(name);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"squeezenet1_1"})
    @DisplayName("N7: a model made under seed 0 gives finite outputs")
    void small(String name) throws IOException {
        compare(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    @Tag("large")
    @DisplayName("N7, T17: every model made under seed 0 gives finite outputs, those that torchvision records where they are at hand")
    void all(String name) throws IOException {
        compare(name);
    }

    private static Path file(String name) {
        return Path.of(System.getProperty("sinter.shared", "../shared"), "data", "torchvision-expected", name + ".csv");
    }

    private static void compare(String name) throws IOException {
        long start = System.nanoTime();
        float[] output = output(name);
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        assertThat(output).hasSize(CLASSES);
        for (float each : output) {
            assertThat(each).isFinite();
        }
        Path file = file(name);
        if (!Files.exists(file)) {
            System.out.printf("%s: %s in %d ms%n", name, Arrays.toString(Arrays.copyOf(output, 3)), milliseconds);
            return;
        }
        double[] expected = Arrays.stream(Files.readString(file).trim().split("[,\\s]+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double difference = 0;
        for (int i = 0; i < CLASSES; i++) {
            difference = Math.max(difference, Math.abs(output[i] - expected[i]));
        }
        System.out.printf("%s: %.2g of the largest magnitude, in %d ms%n", name, difference / largest, milliseconds);
        assertThat(difference / largest).isLessThan(1e-5);
    }
}
