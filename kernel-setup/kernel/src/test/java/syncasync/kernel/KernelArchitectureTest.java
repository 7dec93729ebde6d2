package syncasync.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** The rules of the house for the kernel: of the library it imports one package, and no class is in a cycle. */
class KernelArchitectureTest {

    private static final JavaClasses KERNEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("syncasync.kernel");

    @Test
    void of_the_library_the_kernel_imports_host_only() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("syncasync..")
                        .and(not(resideInAnyPackage("syncasync.kernel", "syncasync.host"))))
                .because("the library can then change without a look into the kernel, and runs on other kernels")
                .check(KERNEL);
    }

    @Test
    void the_kernels_classes_depend_on_each_other_in_one_direction() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""));
                    }

                    @Override
                    public String getDescription() {
                        return "the kernel's classes, each with those inside of it";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(KERNEL);
    }
}
